using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Clrscope.Segment;

/// <summary>
/// The segment of one process. Whatever the owner writes is copied before it is looked at. Methods other than
/// <see cref="Open"/> throw a <see cref="SegmentException"/> only if somebody has cut the file since (Truncated) or the
/// system cannot read it (Io). One thread at a time.
/// </summary>
public sealed class SegmentFile : IDisposable
{
    private readonly bool _writable;
    private readonly SafeFileHandle _file;
    private readonly SharedPages _pages;

    private SegmentFile(
        string path, bool writable, SegmentHeader header, SegmentLimits limits, SafeFileHandle file, SharedPages pages)
    {
        Path = path;
        Header = header;
        Limits = limits;
        _writable = writable;
        _file = file;
        _pages = pages;
    }

    public string Path { get; }

    public SegmentHeader Header { get; }

    /// <summary>The identity of the owner: <c>&lt;pid&gt;-&lt;start ticks&gt;</c>.</summary>
    public string Id => $"{Header.Pid}-{Header.StartTicks}";

    internal SegmentLimits Limits { get; }

    internal SafeFileHandle Handle => _file;

    /// <summary>Opens a segment and checks its header. Throws <see cref="SegmentException"/> and nothing else.</summary>
    /// <param name="path">The file; symbolic links are refused.</param>
    /// <param name="writable">False for tools that only look: the writing methods are not to be called then.</param>
    /// <param name="limits">Bounds of what is accepted; <see cref="SegmentLimits.Default"/> if null.</param>
    public static SegmentFile Open(string path, bool writable = true, SegmentLimits? limits = null)
    {
        limits ??= SegmentLimits.Default;
        SafeFileHandle file = SegmentOpener.OpenFile(path, writable);
        try
        {
            SegmentHeader header = SegmentOpener.ReadHeader(path, file, limits);
            SharedPages pages = SharedPages.Map(file, writable) ??
                throw SegmentOpener.Refused(path, "be mapped", Marshal.GetLastPInvokeError());
            return new SegmentFile(path, writable, header, limits, file, pages);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Whether the owner still holds its lock. An answer other than "free" counts as alive, so that a segment is never
    /// finished and removed under a living process.
    /// </summary>
    public bool IsOwnerAlive()
    {
        if (Libc.Lock(_file, Libc.LockShared | Libc.LockNonBlocking) != 0)
        {
            return true;
        }
        _ = Libc.Lock(_file, Libc.LockRelease);
        return false;
    }

    /// <summary>
    /// What the owner says of itself. Each field is loaded with acquire order, <see cref="ProducerState.Learned"/> before
    /// <see cref="ProducerState.JournalCommitted"/>: a journal read up to the one explains the ring up to the other.
    /// </summary>
    public ProducerState ReadProducer()
    {
        ThrowIfCut();
        ref Producer producer = ref _pages.Producer;
        bool shutDown = Volatile.Read(ref producer.ShutDown) != 0;
        ulong learned = Volatile.Read(ref producer.Learned);
        ulong journalCommitted = Volatile.Read(ref producer.JournalCommitted);
        ulong head = Volatile.Read(ref producer.Head);
        return new ProducerState(
            head,
            learned,
            journalCommitted,
            Volatile.Read(ref producer.AppliedGeneration),
            Volatile.Read(ref producer.AppliedCpuEnabled) != 0,
            ToInt32(Volatile.Read(ref producer.AppliedCpuHz)),
            shutDown);
    }

    public ConsumerState ReadConsumer()
    {
        ThrowIfCut();
        ref Consumer consumer = ref _pages.Consumer;
        return new ConsumerState(
            Volatile.Read(ref consumer.Tail),
            Volatile.Read(ref consumer.ReadPosition),
            Volatile.Read(ref consumer.HeartbeatNs),
            ToInt32(Volatile.Read(ref consumer.AgentPid)));
    }

    /// <summary>Tells how far the agent has read and that it lives.</summary>
    public void PublishRead(ulong readPosition, ulong nowNs, int agentPid)
    {
        ref Consumer consumer = ref WritablePages().Consumer;
        Volatile.Write(ref consumer.ReadPosition, readPosition);
        Volatile.Write(ref consumer.AgentPid, (ulong)agentPid);
        Volatile.Write(ref consumer.HeartbeatNs, nowNs);
    }

    /// <summary>Frees the ring below <paramref name="tail"/>: what was there is in a finished file.</summary>
    public void Release(ulong tail) => Volatile.Write(ref WritablePages().Consumer.Tail, tail);

    /// <summary>
    /// The control page as it stands. If a writer died half-way, its values with an odd
    /// <see cref="ControlValues.Generation"/>.
    /// </summary>
    public ControlValues ReadControl()
    {
        ThrowIfCut();
        ref Control control = ref _pages.Control;
        SpinWait wait = default;
        for (int attempt = 0; ; attempt++)
        {
            ulong before = Volatile.Read(ref control.Generation);
            uint enabled = Volatile.Read(ref control.CpuEnabled);
            uint hz = Volatile.Read(ref control.CpuHz);
            uint activity = Volatile.Read(ref control.ActivityEnabled);
            uint spansPerSecond = Volatile.Read(ref control.SpansPerSecond);
            uint spanPercent = Volatile.Read(ref control.SpanPercent);
            ulong after = Volatile.Read(ref control.Generation);
            bool whole = before == after && (before & 1) == 0;
            if (whole || attempt == Limits.MaxControlRetries)
            {
                return new ControlValues(enabled != 0, ToInt32(hz), whole ? before : before | 1)
                {
                    ActivityEnabled = activity != 0,
                    SpansPerSecond = ToInt32(spansPerSecond),
                    SpanPercent = ToInt32(spanPercent),
                };
            }
            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Changes what the owner samples; it follows within 100 ms and then reports the returned generation.</summary>
    public ulong WriteControl(ControlValues values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values.CpuHz, (int)Layout.MinCpuHz, nameof(values));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(values.CpuHz, (int)Layout.MaxCpuHz, nameof(values));
        ArgumentOutOfRangeException.ThrowIfNegative(values.SpansPerSecond, nameof(values));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(values.SpansPerSecond, (int)Layout.MaxSpansPerSecond, nameof(values));
        ArgumentOutOfRangeException.ThrowIfNegative(values.SpanPercent, nameof(values));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(values.SpanPercent, (int)Layout.MaxSpanPercent, nameof(values));
        ref Control control = ref WritablePages().Control;

        // A predecessor that died half-way left an odd generation: it is taken over as it is.
        ulong changing = Volatile.Read(ref control.Generation) | 1;

        // A full barrier: no field may be seen changed before the generation is seen odd.
        Interlocked.Exchange(ref control.Generation, changing);
        Volatile.Write(ref control.CpuEnabled, values.CpuEnabled ? 1u : 0u);
        Volatile.Write(ref control.CpuHz, (uint)values.CpuHz);
        Volatile.Write(ref control.ActivityEnabled, values.ActivityEnabled ? 1u : 0u);
        Volatile.Write(ref control.SpansPerSecond, (uint)values.SpansPerSecond);
        Volatile.Write(ref control.SpanPercent, (uint)values.SpanPercent);
        Volatile.Write(ref control.Generation, changing + 1);
        return changing + 1;
    }

    public CountersSnapshot ReadCounters()
    {
        Counters counters = default;
        int read;
        try
        {
            read = RandomAccess.Read(_file, MemoryMarshal.AsBytes(new Span<Counters>(ref counters)), (long)Layout.CountersOffset);
        }
        catch (IOException e)
        {
            throw new SegmentException(SegmentError.Io, Path, $"cannot be read: {e.Message}", e);
        }
        return read == Unsafe.SizeOf<Counters>() ? new CountersSnapshot(counters) : throw CutShort();
    }

    /// <summary>A time stamp of the segment in UTC; clamped to what the type can hold.</summary>
    public DateTimeOffset ToUtc(ulong monotonicNs)
    {
        Int128 unixNs = (Int128)Header.StartRealtimeNs + monotonicNs - Header.StartMonotonicNs;
        Int128 ticks = (unixNs / TimeSpan.NanosecondsPerTick) + DateTime.UnixEpoch.Ticks;
        return new DateTimeOffset((long)Int128.Clamp(ticks, 0, DateTime.MaxValue.Ticks), TimeSpan.Zero);
    }

    /// <param name="startPosition">
    /// Where the last agent stopped; it is not trusted, and moved to what the ring still holds.
    /// </param>
    public RingReader CreateRingReader(ulong startPosition) => new(this, startPosition);

    /// <summary>A reader at the journal's beginning.</summary>
    public JournalReader CreateJournalReader() => new(this);

    public void Dispose()
    {
        _pages.Dispose();
        _file.Dispose();
    }

    /// <summary>The head of the ring with acquire order; false if somebody has cut the file.</summary>
    internal bool TryLoadHead(out ulong head)
    {
        bool whole = !IsCut();
        head = whole ? Volatile.Read(ref _pages.Producer.Head) : 0;
        return whole;
    }

    private SharedPages WritablePages()
    {
        if (!_writable)
        {
            throw new InvalidOperationException("The segment was opened for reading only.");
        }
        ThrowIfCut();
        return _pages;
    }

    private bool IsCut() => (ulong)RandomAccess.GetLength(_file) < SharedPages.Length;

    private void ThrowIfCut()
    {
        if (IsCut())
        {
            throw CutShort();
        }
    }

    private SegmentException CutShort() =>
        new(SegmentError.Truncated, Path, "was cut short while it was open. Remove the file.");

    private static int ToInt32(ulong untrusted) => (int)Math.Min(untrusted, int.MaxValue);
}
