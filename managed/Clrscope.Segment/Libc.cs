using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Clrscope.Segment;

/// <summary>The system calls for which the framework has no equivalent, as Linux and its C libraries declare them.</summary>
internal static partial class Libc
{
    // The framework's own file types take flock for FileShare and follow symbolic links, so the file is opened here.
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeFileHandle Open(string path, int flags);

    // statx and not fstat: its struct is the same on every architecture and C library.
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int StatX(int directory, string path, int flags, uint mask, out FileStatus status);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int StatX(SafeFileHandle file, string path, int flags, uint mask, out FileStatus status);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    internal static partial uint GetEffectiveUserId();

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    internal static partial int Lock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint Map(nint address, nuint length, int protection, int flags, SafeFileHandle file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    internal static partial int Unmap(nint address, nuint length);

    internal const int ReadOnly = 0;
    internal const int ReadWrite = 2;
    internal const int NoControllingTerminal = 0x100;
    internal const int NonBlocking = 0x800;
    internal const int CloseOnExec = 0x80000;

    internal static readonly int NoFollow =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;

    internal const int WorkingDirectory = -100;
    internal const int SymlinkNoFollow = 0x100;
    internal const int EmptyPath = 0x1000;
    internal const uint BasicStatus = 0x7FF;

    internal const int LockShared = 1;
    internal const int LockNonBlocking = 4;
    internal const int LockRelease = 8;

    internal const int ProtectRead = 1;
    internal const int ProtectWrite = 2;
    internal const int MapShared = 1;

    internal const int PermissionDenied = 13;  // EACCES
    internal const int NoEntry = 2;            // ENOENT
    internal const int NotADirectory = 20;     // ENOTDIR
    internal const int IsADirectory = 21;      // EISDIR
    internal const int NoDevice = 6;           // ENXIO: a socket, or a device that is not there
    internal const int SymlinkLoop = 40;       // ELOOP: what O_NOFOLLOW answers for a symbolic link

    internal const uint FormatMask = 0xF000;
    internal const uint FormatRegular = 0x8000;

    /// <summary>struct statx: the fields that are used here.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct FileStatus
    {
        [FieldOffset(20)] public uint UserId;
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(40)] public ulong Size;
    }
}
