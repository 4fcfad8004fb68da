namespace Clrscope.Agent.Platform;

/// <summary>The clock of the segments' time stamps.</summary>
internal static class MonotonicClock
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Nanoseconds of CLOCK_MONOTONIC, which the system's time provider counts on Unix.</summary>
    public static ulong NowNs(this TimeProvider time) =>
        (ulong)((Int128)time.GetTimestamp() * NanosecondsPerSecond / time.TimestampFrequency);

    /// <summary>The span in nanoseconds.</summary>
    public static ulong ToNanoseconds(this TimeSpan span) => (ulong)span.Ticks * TimeSpan.NanosecondsPerTick;
}
