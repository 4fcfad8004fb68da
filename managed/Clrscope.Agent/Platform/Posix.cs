using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Clrscope.Agent.Platform;

/// <summary>The system calls that the framework has no name for.</summary>
internal static partial class Posix
{
    private const int WouldBlock = 11;

    private const int OpenReadWrite = 2;
    private const int OpenCreate = 0x40;
    private const int OpenCloseOnExec = 0x80000;
    private const uint OwnerReadWrite = 0x180;

    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;

    private const int AtCurrentDirectory = -100;
    private const int AtNoFollow = 0x100;
    private const uint StatxUid = 0x8;
    private const int StatxSize = 256;
    private const int StatxUidOffset = 20;

    /// <summary>The effective user id of this process.</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUserId();

    /// <summary>Opens a file, made if there is none (mode 0600). The framework's own streams lock what they open.</summary>
    public static SafeFileHandle OpenOrCreate(string path)
    {
        SafeFileHandle file = Open(path, OpenReadWrite | OpenCreate | OpenCloseOnExec, OwnerReadWrite);
        return file.IsInvalid ? throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}") : file;
    }

    /// <summary>Takes an exclusive lock that lasts until the handle is closed; false if another holder has one.</summary>
    public static bool TryLock(SafeHandle file)
    {
        if (Flock(file, LockExclusive | LockNonBlocking) == 0)
        {
            return true;
        }

        int error = Marshal.GetLastPInvokeError();
        return error == WouldBlock ? false : throw new IOException($"flock: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>The user id of the owner of what <paramref name="path"/> itself names, links not followed.</summary>
    /// <exception cref="IOException">There is nothing of this name, or it cannot be looked at.</exception>
    public static uint OwnerOf(string path)
    {
        Span<byte> buffer = stackalloc byte[StatxSize];
        if (Statx(AtCurrentDirectory, path, AtNoFollow, StatxUid, ref MemoryMarshal.GetReference(buffer)) != 0)
        {
            throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        return MemoryMarshal.Read<uint>(buffer[StatxUidOffset..]);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeHandle file, int operation);

    // struct statx has one layout on every architecture, unlike struct stat.
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, ref byte buffer);
}
