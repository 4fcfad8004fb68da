namespace Clrscope.Queries.Export;

/// <summary>The samples of a stack in a group.</summary>
internal struct SampleSum(int group, int stack, CpuSum cpu)
{
    internal readonly int Group = group;
    internal readonly int Stack = stack;
    internal CpuSum Cpu = cpu;
}
