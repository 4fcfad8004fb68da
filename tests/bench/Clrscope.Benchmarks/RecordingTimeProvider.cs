namespace Clrscope.Benchmarks;

/// <summary>A clock that is set.</summary>
internal sealed class RecordingTimeProvider : TimeProvider
{
    internal DateTimeOffset Now { get; set; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
