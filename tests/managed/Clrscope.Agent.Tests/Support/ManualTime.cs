namespace Clrscope.Agent.Tests.Support;

/// <summary>A clock that stands still until it is moved. Its time stamps are nanoseconds.</summary>
internal sealed class ManualTime : TimeProvider
{
    private DateTimeOffset _utc = DateTimeOffset.UtcNow;
    private long _nanoseconds = 1_000_000_000_000;

    public ulong NowNs => (ulong)_nanoseconds;

    public override long TimestampFrequency => 1_000_000_000;

    public override long GetTimestamp() => _nanoseconds;

    public override DateTimeOffset GetUtcNow() => _utc;

    public void Advance(TimeSpan span)
    {
        _utc += span;
        _nanoseconds += span.Ticks * TimeSpan.NanosecondsPerTick;
    }
}
