namespace Clrscope.Queries.Traces;

/// <summary>Spans that are not shown one by one.</summary>
/// <param name="Count">How many.</param>
/// <param name="CpuNs">Their CPU time.</param>
/// <param name="LongestNs">The longest of them.</param>
public readonly record struct HiddenSpans(int Count, long CpuNs, long LongestNs)
{
    internal HiddenSpans With(long cpuNs, long durationNs) =>
        new(Count + 1, CpuNs + cpuNs, Math.Max(LongestNs, durationNs));
}
