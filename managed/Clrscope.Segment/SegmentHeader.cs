namespace Clrscope.Segment;

/// <summary>The checked content of a segment's header.</summary>
/// <param name="Pid">Process id of the owner, in the owner's pid namespace.</param>
/// <param name="StartTicks">Start of the owner in clock ticks since boot; with the pid, its identity.</param>
/// <param name="StartMonotonicNs">CLOCK_MONOTONIC when the segment was made.</param>
/// <param name="StartRealtimeNs">CLOCK_REALTIME at the same instant.</param>
/// <param name="PinnedSettings">Settings that the control page does not change.</param>
/// <param name="RingSize">Bytes of the ring, a power of two.</param>
/// <param name="JournalOffset">Offset in the file where the journal starts.</param>
/// <param name="JournalLimit">Bytes that the journal may grow to.</param>
public readonly record struct SegmentHeader(
    int Pid,
    ulong StartTicks,
    ulong StartMonotonicNs,
    ulong StartRealtimeNs,
    PinnedSetting PinnedSettings,
    ulong RingSize,
    ulong JournalOffset,
    ulong JournalLimit);
