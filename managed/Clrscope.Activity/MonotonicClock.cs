using System.Diagnostics;

namespace Clrscope.Activities;

/// <summary>CLOCK_MONOTONIC in nanoseconds, which is what <see cref="Stopwatch"/> reads on Linux.</summary>
internal static class MonotonicClock
{
    internal static ulong Now => Stopwatch.Frequency == 1_000_000_000
        ? (ulong)Stopwatch.GetTimestamp()
        : (ulong)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));

    /// <summary>When an activity began whose start we did not see, by the clock that it was given.</summary>
    internal static ulong StartOf(Activity activity, ulong now)
    {
        TimeSpan age = activity.IsStopped ? activity.Duration : DateTime.UtcNow - activity.StartTimeUtc;
        ulong nanoseconds = age <= TimeSpan.Zero ? 0 : (ulong)age.Ticks * 100;
        return nanoseconds < now ? now - nanoseconds : 0;
    }
}
