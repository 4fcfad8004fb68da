using System.Runtime.InteropServices;

namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>
/// Starts children of this process by posix_spawn and waits for them by wait4, which tells the CPU time that the kernel
/// accounts to a child to the last nanosecond that it counts; the framework's class knows it only while the child lives.
/// </summary>
internal static partial class Spawner
{
    // Larger than the structures of posix_spawn are on any system.
    private const int OpaqueSize = 1024;
    private const int SignalSetSize = 128;
    private const int UsageSize = 256;

    private const short SetProcessGroup = 0x02;
    private const short SetSignalDefaults = 0x04;
    private const short SetSignalMask = 0x08;

    private const int ReadOnly = 0;
    private const int WriteCreateTruncate = 0x1 | 0x40 | 0x200;
    private const uint OwnerReadWrite = 0x180;
    private const int Interrupted = 4;

    /// <summary>
    /// Starts a child in a process group of its own, with standard input empty, the other streams going to files, and no
    /// signal blocked or ignored.
    /// </summary>
    internal static int Start(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, string directory, string output, string error)
    {
        nint actions = Marshal.AllocHGlobal(OpaqueSize);
        nint attributes = Marshal.AllocHGlobal(OpaqueSize);
        nint signals = Marshal.AllocHGlobal(SignalSetSize);
        using StringVector arguments = new(command);
        using StringVector variables = new(environment.Select(pair => $"{pair.Key}={pair.Value}"));
        Check(FileActionsInit(actions));
        Check(AttributesInit(attributes));
        try
        {
            Check(AddOpen(actions, 0, "/dev/null", ReadOnly, 0));
            Check(AddOpen(actions, 1, output, WriteCreateTruncate, OwnerReadWrite));
            Check(AddOpen(actions, 2, error, WriteCreateTruncate, OwnerReadWrite));
            Check(AddChangeDirectory(actions, directory));
            _ = EmptySignalSet(signals);
            Check(SetMask(attributes, signals));
            _ = FullSignalSet(signals);
            Check(SetDefaults(attributes, signals));
            Check(SetGroup(attributes, 0));
            Check(SetFlags(attributes, SetProcessGroup | SetSignalDefaults | SetSignalMask));
            Check(SpawnByPath(out int pid, command[0], actions, attributes, arguments.Pointer, variables.Pointer), command[0]);
            return pid;
        }
        finally
        {
            _ = FileActionsDestroy(actions);
            _ = AttributesDestroy(attributes);
            Marshal.FreeHGlobal(actions);
            Marshal.FreeHGlobal(attributes);
            Marshal.FreeHGlobal(signals);
        }
    }

    /// <summary>Waits for the end of a child and of nothing else.</summary>
    internal static ProgramExit WaitFor(int pid)
    {
        Span<long> usage = stackalloc long[UsageSize / sizeof(long)];
        int status;
        while (Wait4(pid, out status, 0, ref usage[0]) != pid)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
            {
                throw new InvalidOperationException($"wait4({pid}): {Marshal.GetPInvokeErrorMessage(error)}");
            }
        }

        // User and system time come first, each as seconds and microseconds.
        TimeSpan cpu = TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3]);
        return new ProgramExit(status, cpu);
    }

    private static void Check(int error, string what = "posix_spawn")
    {
        if (error != 0)
        {
            throw new InvalidOperationException($"{what}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_spawnp", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SpawnByPath(out int pid, string file, nint actions, nint attributes, nint arguments, nint environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int FileActionsInit(nint actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int FileActionsDestroy(nint actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddOpen(nint actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddChangeDirectory(nint actions, string path);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int AttributesInit(nint attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int AttributesDestroy(nint attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(nint attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setpgroup")]
    private static partial int SetGroup(nint attributes, int group);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefaults(nint attributes, nint signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetMask(nint attributes, nint signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static partial int EmptySignalSet(nint signals);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    private static partial int FullSignalSet(nint signals);

    [LibraryImport("libc", EntryPoint = "wait4", SetLastError = true)]
    private static partial int Wait4(int pid, out int status, int options, ref long usage);

    /// <summary>Strings as C has them: pointers to bytes that end with zero, the last pointer null.</summary>
    private sealed class StringVector : IDisposable
    {
        private readonly nint[] _strings;

        internal StringVector(IEnumerable<string> strings)
        {
            _strings = [.. strings.Select(Marshal.StringToCoTaskMemUTF8)];
            Pointer = Marshal.AllocHGlobal((_strings.Length + 1) * nint.Size);
            Marshal.Copy([.. _strings, 0], 0, Pointer, _strings.Length + 1);
        }

        internal nint Pointer { get; }

        public void Dispose()
        {
            foreach (nint text in _strings)
            {
                Marshal.FreeCoTaskMem(text);
            }

            Marshal.FreeHGlobal(Pointer);
        }
    }
}
