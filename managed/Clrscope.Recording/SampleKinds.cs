namespace Clrscope.Recording;

/// <summary>What samples measure. Others than these may come from a later writer.</summary>
public static class SampleKinds
{
    /// <summary>CPU time.</summary>
    public const byte Cpu = 1;
}
