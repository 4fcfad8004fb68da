using System.Diagnostics.CodeAnalysis;

namespace Clrscope.Activities;

/// <summary>
/// A thread, and what its native record says. The record is read by a signal handler that interrupts this very thread, so
/// only the order of the stores as the processor is told them matters: each is a release, none can move before another.
/// </summary>
internal sealed unsafe class ThreadSlot
{
    private const uint AskEvery = 64;

    [ThreadStatic]
    private static ThreadSlot? t_slot;

    private readonly NativePort _port;
    private ulong* _record;
    private uint _missed;

    private ThreadSlot(NativePort port) => _port = port;

    /// <summary>The state that the flow running here carries: always what the tracker's AsyncLocal would give.</summary>
    internal SpanState? State { get; private set; }

    internal static ThreadSlot Of(NativePort port)
    {
        ThreadSlot? slot = t_slot;
        return slot is not null && ReferenceEquals(slot._port, port) ? slot : Create(port);
    }

    /// <summary>The flow that now runs here carries this state.</summary>
    internal void Enter(SpanState? state)
    {
        State = state;
        Show();
    }

    /// <summary>Writes the record; without an activity, or with one that has ended, it becomes invalid.</summary>
    internal void Show()
    {
        ulong* record = _record;
        if (record is null)
        {
            record = Ask();
            if (record is null)
            {
                return;
            }
        }
        Volatile.Write(ref record[3], 0);
        if (State is { } state && !state.HasStopped && _port.KeepsContexts)
        {
            Volatile.Write(ref record[0], state.TraceLow);
            Volatile.Write(ref record[1], state.TraceHigh);
            Volatile.Write(ref record[2], state.SpanId);
            SpanState root = state.Root;
            HexText text = HexText.OfBytes(root.SpanId);
            // The first two digits are in the header.
            Volatile.Write(ref record[4], text.First >> 16 | text.Second << 48);
            Volatile.Write(ref record[5], text.Second >> 16);
            Volatile.Write(ref record[6], root.SpanId);
            Volatile.Write(ref record[7], 0);
            Volatile.Write(ref record[3], state.Header);
        }
    }

    private static ThreadSlot Create(NativePort port) => t_slot = new ThreadSlot(port);

    [SuppressMessage("Design", "CA1031", Justification = "Nothing may reach the program; the thread stays without context.")]
    private ulong* Ask()
    {
        if (_missed++ % AskEvery == 0)
        {
            try
            {
                _record = _port.ThreadContext();
            }
            catch (Exception)
            {
            }
        }
        return _record;
    }
}
