using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Clrscope.Segment;

/// <summary>Opens the file of a segment and checks everything that can be checked once.</summary>
internal static class SegmentOpener
{
    internal static SafeFileHandle OpenFile(string path, bool writable)
    {
        int flags = (writable ? Libc.ReadWrite : Libc.ReadOnly) | Libc.CloseOnExec | Libc.NoFollow |
            Libc.NonBlocking | Libc.NoControllingTerminal;
        SafeFileHandle file = Libc.Open(path, flags);
        int error = Marshal.GetLastPInvokeError();
        try
        {
            if (file.IsInvalid)
            {
                throw CannotOpen(path, error);
            }
            CheckKindAndOwner(path, file);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    internal static SegmentHeader ReadHeader(string path, SafeFileHandle file, SegmentLimits limits)
    {
        Header header = default;
        ulong length;
        try
        {
            length = (ulong)RandomAccess.GetLength(file);
            if (RandomAccess.Read(file, MemoryMarshal.AsBytes(new Span<Header>(ref header)), (long)Layout.HeaderOffset) <
                Unsafe.SizeOf<Header>())
            {
                throw new SegmentException(
                    SegmentError.TooSmall, path, $"too short for a segment ({length} bytes). Remove the file.");
            }
        }
        catch (IOException e)
        {
            throw new SegmentException(SegmentError.Io, path, $"cannot be read: {e.Message}", e);
        }
        CheckVersion(path, header);
        CheckSizes(path, header, limits);
        if (length < header.JournalOffset)
        {
            throw new SegmentException(
                SegmentError.Truncated,
                path,
                $"cut short: {length} bytes, but header and ring take {header.JournalOffset}. Remove the file.");
        }
        return new SegmentHeader(
            (int)header.Pid,
            header.ProcessStartTicks,
            header.StartMonotonicNs,
            header.StartRealtimeNs,
            header.PinnedSettings,
            header.RingSize,
            header.JournalOffset,
            header.JournalLimit);
    }

    private static void CheckVersion(string path, in Header header)
    {
        if (header.Magic != Layout.Magic)
        {
            throw new SegmentException(SegmentError.BadMagic, path, "not a clrscope segment. Remove the file or rename it.");
        }
        if (header.Version != Layout.Version)
        {
            bool newer = header.Version > Layout.Version;
            throw new SegmentException(
                newer ? SegmentError.FutureLayout : SegmentError.OldLayout,
                path,
                $"written by {(newer ? "a newer" : "an older")} profiler (layout {header.Version}, this agent reads " +
                $"{Layout.Version}). Use the agent of the profiler's version.");
        }
    }

    private static void CheckSizes(string path, in Header header, SegmentLimits limits)
    {
        if (header.HeaderSize != Unsafe.SizeOf<Header>())
        {
            throw Bad($"header size {header.HeaderSize}, expected {Unsafe.SizeOf<Header>()}");
        }
        if (header.Pid is 0 or > int.MaxValue)
        {
            throw Bad($"pid {header.Pid}");
        }
        if (header.RingOffset != Layout.RingOffset)
        {
            throw Bad($"ring at {header.RingOffset}, expected {Layout.RingOffset}");
        }
        if (!BitOperations.IsPow2(header.RingSize) || header.RingSize < Layout.MinRingSize ||
            header.RingSize > limits.MaxRingBytes)
        {
            throw Bad($"ring of {header.RingSize} bytes, expected a power of two in {Layout.MinRingSize}..{limits.MaxRingBytes}");
        }
        if (header.JournalOffset != header.RingOffset + header.RingSize)
        {
            throw Bad($"journal at {header.JournalOffset}, expected {header.RingOffset + header.RingSize}");
        }
        if (header.JournalLimit > limits.MaxJournalBytes)
        {
            throw Bad($"journal of up to {header.JournalLimit} bytes, at most {limits.MaxJournalBytes} are accepted");
        }

        SegmentException Bad(string what) =>
            new(SegmentError.BadHeader, path, $"damaged header: {what}. Remove the file.");
    }

    private static void CheckKindAndOwner(string path, SafeFileHandle file)
    {
        if (Libc.StatX(file, "", Libc.EmptyPath, Libc.BasicStatus, out Libc.FileStatus status) != 0)
        {
            throw Refused(path, "be examined", Marshal.GetLastPInvokeError());
        }
        if ((status.Mode & Libc.FormatMask) != Libc.FormatRegular)
        {
            throw NotAFile(path);
        }
        if (status.UserId != Libc.GetEffectiveUserId())
        {
            throw ForeignOwner(path, status.UserId);
        }
    }

    private static SegmentException CannotOpen(string path, int error)
    {
        switch (error)
        {
            case Libc.NoEntry or Libc.NotADirectory:
                return new SegmentException(SegmentError.NotFound, path, "no such segment. `clrscope ps` lists what there is.");
            case Libc.SymlinkLoop or Libc.IsADirectory or Libc.NoDevice:
                return NotAFile(path);
            case Libc.PermissionDenied when IsForeign(path, out uint owner):
                return ForeignOwner(path, owner);
            default:
                return Refused(path, "be opened", error);
        }
    }

    private static bool IsForeign(string path, out uint owner)
    {
        int result = Libc.StatX(
            Libc.WorkingDirectory, path, Libc.SymlinkNoFollow, Libc.BasicStatus, out Libc.FileStatus status);
        owner = status.UserId;
        return result == 0 && owner != Libc.GetEffectiveUserId();
    }

    private static SegmentException NotAFile(string path) =>
        new(SegmentError.NotAFile, path, "not a regular file (symbolic links are not followed). Give the segment itself.");

    private static SegmentException ForeignOwner(string path, uint owner) =>
        new(
            SegmentError.ForeignOwner,
            path,
            $"belongs to user {owner}, this is user {Libc.GetEffectiveUserId()}. Run the agent as the owner.");

    internal static SegmentException Refused(string path, string what, int error) =>
        new(SegmentError.Io, path, $"cannot {what}: {Marshal.GetPInvokeErrorMessage(error)}.");
}
