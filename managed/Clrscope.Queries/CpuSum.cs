namespace Clrscope.Queries;

/// <summary>CPU time and the number of samples that it was measured by.</summary>
internal record struct CpuSum(long CpuNs, long Samples)
{
    internal void Add(in CpuSum other)
    {
        CpuNs += other.CpuNs;
        Samples += other.Samples;
    }
}
