using System.Diagnostics;

namespace Burn;

internal readonly struct Deadline(TimeSpan after)
{
    private readonly long _end = Stopwatch.GetTimestamp() + (long)(after.TotalSeconds * Stopwatch.Frequency);

    public bool Passed => Stopwatch.GetTimestamp() >= _end;

    public TimeSpan Remaining => TimeSpan.FromSeconds(Math.Max(0, (double)(_end - Stopwatch.GetTimestamp()) / Stopwatch.Frequency));
}
