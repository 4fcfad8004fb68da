using System.Runtime.InteropServices;

namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>The system calls that the framework has no name for.</summary>
internal static partial class Posix
{
    internal const int SIGHUP = 1;
    internal const int SIGINT = 2;
    internal const int SIGKILL = 9;
    internal const int SIGUSR1 = 10;
    internal const int SIGTERM = 15;

    [LibraryImport("libc", EntryPoint = "geteuid")]
    internal static partial uint EffectiveUserId();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int pid, int signal);

    internal static void ChangeOwner(string path, uint user) => Check(Chown(path, user, uint.MaxValue), path);

    /// <summary>Gives a file a second name, which keeps its content when the first is removed.</summary>
    internal static void HardLink(string path, string name) => Check(Link(path, name), name);

    private static void Check(int result, string path)
    {
        if (result != 0)
        {
            throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Chown(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string path, string name);
}
