namespace Clrscope.Queries.Export;

/// <summary>The samples of a stack in a group.</summary>
internal struct SampleSum(int group, int stack, CpuSum cpu) : IGrouped
{
    internal CpuSum Cpu = cpu;

    /// <inheritdoc/>
    public int Group { get; internal set; } = group;

    /// <inheritdoc/>
    public int Stack { get; } = stack;
}
