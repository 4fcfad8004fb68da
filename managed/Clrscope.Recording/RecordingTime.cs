namespace Clrscope.Recording;

/// <summary>Times as recordings have them: nanoseconds since 1970, UTC.</summary>
public static class RecordingTime
{
    /// <summary>The time in nanoseconds.</summary>
    public static long ToUnixNs(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>The time, cut to 100 ns.</summary>
    public static DateTimeOffset FromUnixNs(long unixNs) =>
        DateTimeOffset.UnixEpoch.AddTicks(unixNs / TimeSpan.NanosecondsPerTick);
}
