namespace Clrscope.Recording.Tests;

/// <summary>A clock that stands still until it is moved.</summary>
internal sealed class ManualTime : TimeProvider
{
    private DateTimeOffset _utc = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private long _stamp;

    internal long NowNs => RecordingTime.ToUnixNs(_utc);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _stamp;

    public override DateTimeOffset GetUtcNow() => _utc;

    /// <summary>Sets the wall clock; no time passes.</summary>
    internal void Step(TimeSpan span) => _utc += span;

    internal void Advance(TimeSpan span)
    {
        _utc += span;
        _stamp += span.Ticks;
    }
}
