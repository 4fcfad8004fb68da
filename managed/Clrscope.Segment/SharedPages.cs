using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Clrscope.Segment;

/// <summary>
/// The pages in front of the ring, mapped: they are words that two processes load and store one by one, with an order that
/// only memory can give. Everything else is read with pread, which a file cut short cannot turn into a SIGBUS. Callers check
/// the file's length before they touch a page, so that a file that somebody cut is an error and not the end of the agent.
/// The only place with raw pointers; not safe against a concurrent Dispose.
/// </summary>
internal sealed unsafe class SharedPages : SafeHandleZeroOrMinusOneIsInvalid
{
    internal const ulong Length = Layout.RingOffset;

    private SharedPages(nint address)
        : base(ownsHandle: true)
    {
        SetHandle(address);
    }

    /// <summary>Null if the system refuses; the reason is in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    internal static SharedPages? Map(SafeFileHandle file, bool writable)
    {
        int protection = Libc.ProtectRead | (writable ? Libc.ProtectWrite : 0);
        nint address = Libc.Map(0, (nuint)Length, protection, Libc.MapShared, file, 0);
        return address == -1 ? null : new SharedPages(address);
    }

    internal ref Control Control => ref At<Control>(Layout.ControlOffset);

    internal ref Consumer Consumer => ref At<Consumer>(Layout.ConsumerOffset);

    internal ref Producer Producer => ref At<Producer>(Layout.ProducerOffset);

    protected override bool ReleaseHandle() => Libc.Unmap(handle, (nuint)Length) == 0;

    private ref T At<T>(ulong offset)
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return ref Unsafe.AsRef<T>((byte*)handle + offset);
    }
}
