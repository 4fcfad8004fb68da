namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>How a program ended.</summary>
/// <param name="status">As wait4 gives it.</param>
/// <param name="cpu">User and system time of the program and of the children that it waited for.</param>
internal sealed class ProgramExit(int status, TimeSpan cpu)
{
    private const int SignalMask = 0x7F;

    /// <summary>The exit code; 128 + n where signal n ended the program, as shells have it.</summary>
    internal int Code { get; } = (status & SignalMask) == 0 ? (status >> 8) & 0xFF : 128 + (status & SignalMask);

    internal TimeSpan Cpu { get; } = cpu;
}
