namespace Clrscope.Queries;

/// <summary>CPU time of something that has a name: a method, a call into the kernel.</summary>
/// <param name="Name">The name.</param>
/// <param name="CpuNs">CPU time.</param>
/// <param name="Samples">Samples that it was measured by.</param>
public sealed record NamedCpu(string Name, long CpuNs, long Samples)
{
    /// <summary>The first few of what was added up, most CPU time first.</summary>
    internal static List<NamedCpu> Top(Dictionary<string, CpuSum> sums, int count) =>
    [
        .. sums
            .OrderByDescending(pair => pair.Value.CpuNs)
            .ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Take(count)
            .Select(pair => new NamedCpu(pair.Key, pair.Value.CpuNs, pair.Value.Samples)),
    ];
}
