using System.Runtime.InteropServices;

namespace Clrscope.CommandLine.Platform;

/// <summary>Signals and process groups.</summary>
internal static partial class ProcessControl
{
    private static readonly int[] StandardStreams = [0, 1, 2];

    /// <summary>Sends a signal; one to a process that has just ended is lost, as any is.</summary>
    public static void Send(int pid, int signal) => _ = Kill(pid, signal);

    /// <summary>
    /// Whether what the terminal sends on a key reaches the process without us: it is in our process group, and that is
    /// the foreground group of a terminal that one of our standard streams is.
    /// </summary>
    public static bool SharesTerminalSignals(int pid)
    {
        int ours = ProcessGroupOf(0);
        return ProcessGroupOf(pid) == ours && Array.Exists(StandardStreams, stream => ForegroundGroupOf(stream) == ours);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "getpgid")]
    private static partial int ProcessGroupOf(int pid);

    // -1 if the descriptor is not our terminal.
    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    private static partial int ForegroundGroupOf(int descriptor);
}
