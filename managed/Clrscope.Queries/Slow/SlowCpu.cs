namespace Clrscope.Queries.Slow;

/// <summary>CPU time of some requests, by the position of each.</summary>
internal sealed class SlowCpu(int requests)
{
    /// <summary>All of it.</summary>
    internal CpuSum[] Sums { get; } = new CpuSum[requests];

    /// <summary>By method.</summary>
    internal Dictionary<string, CpuSum>[] Leaves { get; } = [.. Enumerable.Range(0, requests).Select(_ => new Dictionary<string, CpuSum>())];
}
