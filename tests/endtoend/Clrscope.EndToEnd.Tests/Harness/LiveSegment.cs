using Clrscope.Segment;

namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>Looks into the segment of a running program.</summary>
internal static class LiveSegment
{
    /// <summary>The value of a counter now.</summary>
    internal static long Read(string path, Counter counter)
    {
        using SegmentFile segment = SegmentFile.Open(path, writable: false);
        return (long)segment.ReadCounters()[counter];
    }

    /// <summary>Waits until the program has committed so many samples.</summary>
    internal static void WaitForSamples(string path, long count) =>
        Eventually.True(() => Read(path, Counter.SamplesCommitted) >= count, $"{path} has {count} samples");
}
