namespace Clrscope.Segment;

/// <summary>The counters page at one moment. Counters are read one after the other, so sums may be off by a few.</summary>
public sealed class CountersSnapshot
{
    private readonly Counters _counters;

    internal CountersSnapshot(in Counters counters) => _counters = counters;

    public ulong this[Counter counter] => _counters.Values[(int)counter];

    /// <summary>Walks ended for each <see cref="StopReason"/>, indexed by its value.</summary>
    public ReadOnlySpan<ulong> StopReasons => _counters.StopReasons;

    /// <summary>Element i counts handler runs of [2^i, 2^(i+1)) nanoseconds.</summary>
    public ReadOnlySpan<ulong> HandlerHistogram => _counters.HandlerHistogram;
}
