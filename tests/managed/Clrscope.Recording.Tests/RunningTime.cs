namespace Clrscope.Recording.Tests;

/// <summary>A clock that is later each time that it is looked at, as clocks are.</summary>
internal sealed class RunningTime : TimeProvider
{
    private DateTimeOffset _utc = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _utc += TimeSpan.FromMilliseconds(1);
}
