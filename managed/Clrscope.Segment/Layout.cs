// The mirror of native/segment/layout.h: same names, same order, struct for struct. What a field means is said there.
// A test compares every size, offset, value and text with what the native compiler makes of the header.
//
// The wire is little-endian and so is every platform that this runs on; the structs are read as they lie.
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Clrscope.Segment;

/// <summary>Constants of the segment file and the texts that go with its enums.</summary>
public static class Layout
{
    public const uint Version = 4;
    public const ulong Magic = 0x45504F4353524C43;

    public const ulong PageSize = 4096;
    public const ulong HeaderOffset = 0;
    public const ulong ControlOffset = 1 * PageSize;
    public const ulong ConsumerOffset = 2 * PageSize;
    public const ulong ProducerOffset = 3 * PageSize;
    public const ulong CountersOffset = 4 * PageSize;
    public const ulong RingOffset = 8 * PageSize;

    public const ulong MinRingSize = 64 * 1024;
    public const ulong MaxRingSize = 1UL << 30;
    public const uint MinCpuHz = 1;
    public const uint MaxCpuHz = 1000;
    public const uint MaxSpansPerSecond = 1_000_000;
    public const uint MaxSpanPercent = 100;

    public const ulong CommitKey = 0x9E3779B97F4A7C15;

    public const uint StopReasonCount = 8;
    public const uint RecordAlignment = 16;
    public const uint MaxFrames = 512;
    public const uint MaxSpanRecord = 1024;
    public const uint MaxStubCode = 128;
    public const ulong PseudoFrameLimit = 4096;
    public const uint CounterCount = 34;
    public const uint HistogramBuckets = 32;

    /// <summary>What a whole record at <paramref name="position"/> has as its first word.</summary>
    public static ulong CommitWord(ulong position) => position ^ CommitKey;

    public static string Text(StopReason reason) => reason switch
    {
        StopReason.Root => "the outermost frame of the thread",
        StopReason.NotWalked => "a record without a walk: it holds one pseudo frame",
        StopReason.NoStackBounds => "the bounds of this thread's stack are not known yet",
        StopReason.OutsideStack => "the stack pointer or the next frame lies outside the thread's stack",
        StopReason.NotAscending => "the next frame does not lie above the current one",
        StopReason.Misaligned => "the frame pointer is not a multiple of 8",
        StopReason.BadReturnAddress => "the return address cannot be code",
        StopReason.DepthLimit => "the stack is too deep to be walked to its end; the innermost frames are kept",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };

    /// <summary>What a profile shows for <paramref name="frame"/>; null if it is none of the known pseudo frames.</summary>
    public static string? Text(PseudoFrame frame) => frame switch
    {
        PseudoFrame.BeforeStart => "[before profiler start]",
        PseudoFrame.BeforeDiscovery => "[before thread discovery]",
        PseudoFrame.ThreadEnd => "[thread end]",
        PseudoFrame.ProcessEnd => "[process end]",
        PseudoFrame.SignalBlocked => "[signal blocked]",
        PseudoFrame.Profiler => "[clrscope]",
        PseudoFrame.Omitted => "[frames omitted]",
        _ => null,
    };

    /// <summary>OpenTelemetry's name of an attribute; null if it is none of the known ones.</summary>
    public static string? Text(SpanAttribute attribute) => attribute switch
    {
        SpanAttribute.Source => "source",
        SpanAttribute.Operation => "operation",
        SpanAttribute.DisplayName => "display.name",
        SpanAttribute.HttpRoute => "http.route",
        SpanAttribute.HttpMethod => "http.request.method",
        SpanAttribute.UrlPath => "url.path",
        SpanAttribute.RpcSystem => "rpc.system",
        SpanAttribute.RpcService => "rpc.service",
        SpanAttribute.RpcMethod => "rpc.method",
        SpanAttribute.DbSystem => "db.system.name",
        SpanAttribute.DbOperation => "db.operation.name",
        SpanAttribute.DbNamespace => "db.namespace",
        SpanAttribute.DbCollection => "db.collection.name",
        SpanAttribute.HttpStatusCode => "http.response.status_code",
        SpanAttribute.ErrorType => "error.type",
        _ => null,
    };

    /// <summary>The name of a counter in output meant for machines, such as <c>samples_committed</c>.</summary>
    public static string Name(Counter counter) => Describe(counter).Name;

    /// <summary>What a counter counts, in words.</summary>
    public static string Text(Counter counter) => Describe(counter).Text;

    private static (string Name, string Text) Describe(Counter counter) => counter switch
    {
        Counter.SamplesCommitted => ("samples_committed", "sample records committed to the ring"),
        Counter.SampleWeightNs => ("sample_weight_ns", "sum of the weights of the committed samples"),
        Counter.SamplesDroppedRingFull => ("samples_dropped_ring_full", "samples dropped because the ring was full"),
        Counter.DroppedWeightNs => ("dropped_weight_ns", "sum of the weights of the dropped samples"),
        Counter.TimerOverruns => ("timer_overruns", "timer expiries credited to a later signal"),
        Counter.SignalsForeign => ("signals_foreign", "signals that were not ours, passed on"),
        Counter.SignalsStale => ("signals_stale", "signals of a timer that was already gone"),
        Counter.HandlerRuns => ("handler_runs", "times that the signal handler took a sample"),
        Counter.HandlerNs => ("handler_ns", "time spent in these runs"),
        Counter.ThreadsRegistered => ("threads_registered", "threads registered since the start"),
        Counter.ThreadsLive => ("threads_live", "threads registered now"),
        Counter.ThreadsUnregisteredFull => ("threads_unregistered_full", "threads not sampled: the registry was full"),
        Counter.TimersArmed => ("timers_armed", "per-thread CPU timers armed now"),
        Counter.TimersRefused => ("timers_refused", "timer_create calls refused; these threads are sampled by polling"),
        Counter.PollSignalsSent => ("poll_signals_sent", "signals sent to threads that are sampled by polling"),
        Counter.MethodsLearned => ("methods_learned", "method records written to the journal"),
        Counter.MethodsUnloaded => ("methods_unloaded", "method unload records written to the journal"),
        Counter.PcsUnknown => ("pcs_unknown", "distinct program counters that neither a method nor a library covers"),
        Counter.JournalDroppedRecords => ("journal_dropped_records", "journal records not written: limit or disk full"),
        Counter.WorkerNs => ("worker_ns", "CPU time of our own thread"),
        Counter.LearnerPasses => ("learner_passes", "passes of our own thread over the ring"),
        Counter.RingHolesSkipped => ("ring_holes_skipped", "uncommitted reservations that the learner passed over"),
        Counter.AgentStarts => ("agent_starts", "agents that this process started"),
        Counter.ControlRejected => ("control_rejected", "control page values out of range, not applied"),
        Counter.FramesGuessed => ("frames_guessed", "frames that no unwind table covers, left by the frame pointer"),
        Counter.UnwindTableBytes => ("unwind_table_bytes", "memory of the unwind tables"),
        Counter.UnwindNotRead => ("unwind_not_read", "compiled methods whose unwind information could not be read"),
        Counter.ActivityAttached => ("activity_attached", "1 once the tracker of activities runs in the process"),
        Counter.SamplesWithSpan => ("samples_with_span", "committed samples that carry a span"),
        Counter.SpansRecorded => ("spans_recorded", "span starts and stops committed to the ring"),
        Counter.SpansOverRate => ("spans_over_rate", "span starts and stops not recorded: above spansPerSecond"),
        Counter.SpansNotSampled => ("spans_not_sampled", "span starts and stops not recorded: outside spanPercent"),
        Counter.SpansDroppedRingFull => ("spans_dropped_ring_full", "span starts and stops dropped: the ring was full"),
        Counter.SpansRejected => ("spans_rejected", "span records of the tracker that made no sense"),
        _ => throw new ArgumentOutOfRangeException(nameof(counter), counter, null),
    };
}

internal struct Header
{
    public ulong Magic;
    public uint Version;
    public uint HeaderSize;
    public uint Pid;
    public PinnedSetting PinnedSettings;
    public ulong ProcessStartTicks;
    public ulong StartMonotonicNs;
    public ulong StartRealtimeNs;
    public ulong RingOffset;
    public ulong RingSize;
    public ulong JournalOffset;
    public ulong JournalLimit;
}

/// <summary>Settings that the environment of the process fixed: the control page does not change them.</summary>
[Flags]
public enum PinnedSetting : uint
{
    None = 0,
    CpuEnabled = 1u << 0,
    CpuHz = 1u << 1,
    ActivityEnabled = 1u << 2,
    SpansPerSecond = 1u << 3,
    SpanPercent = 1u << 4,
}

internal struct Control
{
    public ulong Generation;
    public uint CpuEnabled;
    public uint CpuHz;
    public uint ActivityEnabled;
    public uint SpansPerSecond;
    public uint SpanPercent;
    public uint Reserved;
}

internal struct Consumer
{
    public ulong Tail;
    public ulong ReadPosition;
    public ulong HeartbeatNs;
    public ulong AgentPid;
}

// One cache line for each word that is written often: the native struct is aligned to 64 bytes.
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct Producer
{
    [FieldOffset(0)] public ulong Head;
    [FieldOffset(64)] public ulong Learned;
    [FieldOffset(128)] public ulong JournalCommitted;
    [FieldOffset(192)] public ulong AppliedGeneration;
    [FieldOffset(200)] public uint AppliedCpuEnabled;
    [FieldOffset(204)] public uint AppliedCpuHz;
    [FieldOffset(208)] public uint ShutDown;
    [FieldOffset(212)] public uint AppliedActivityEnabled;
}

/// <summary>What a ring record holds.</summary>
public enum RecordKind : ushort
{
    Padding = 1,
    Sample = 2,
    SpanStart = 3,
    SpanStop = 4,
}

internal struct RecordHeader
{
    public ulong Commit;
    public uint Size;
    public RecordKind Kind;
    public ushort Reserved;
}

/// <summary>What a sample was taken of.</summary>
public enum SampleKind : byte
{
    Cpu = 1,
}

/// <summary>Why the walk of a stack ended; <see cref="Layout.Text(StopReason)"/> has the words.</summary>
public enum StopReason : byte
{
    Root,
    NotWalked,
    NoStackBounds,
    OutsideStack,
    NotAscending,
    Misaligned,
    BadReturnAddress,
    DepthLimit,
}

// Ids in the order of their hex text, the other order than the machine's.
internal struct SpanIdBytes
{
    private readonly ulong _bytes;

    internal SpanIdBytes(SpanId id) => _bytes = BinaryPrimitives.ReverseEndianness(id.Value);

    internal readonly SpanId ToSpanId() => new(BinaryPrimitives.ReverseEndianness(_bytes));
}

internal struct TraceIdBytes
{
    private readonly ulong _high;
    private readonly ulong _low;

    internal TraceIdBytes(TraceId id)
    {
        _high = BinaryPrimitives.ReverseEndianness(id.High);
        _low = BinaryPrimitives.ReverseEndianness(id.Low);
    }

    internal readonly TraceId ToTraceId() =>
        new(BinaryPrimitives.ReverseEndianness(_high), BinaryPrimitives.ReverseEndianness(_low));
}

internal struct SpanIds
{
    public TraceIdBytes TraceId;
    public SpanIdBytes SpanId;
    public SpanIdBytes RootSpanId;

    internal SpanIds(SpanContext context)
    {
        TraceId = new TraceIdBytes(context.TraceId);
        SpanId = new SpanIdBytes(context.SpanId);
        RootSpanId = new SpanIdBytes(context.RootSpanId);
    }

    internal readonly SpanContext ToContext() => new(TraceId.ToTraceId(), SpanId.ToSpanId(), RootSpanId.ToSpanId());
}

internal struct SampleRecord
{
    public RecordHeader Header;
    public ulong TimeNs;
    public uint Tid;
    public uint ThreadNumber;
    public ulong WeightNs;
    public SampleKind SampleKind;
    public StopReason StopReason;
    public ushort FrameCount;
    public uint Reserved;
    public SpanIds Span;
}

internal struct SpanRecord
{
    public RecordHeader Header;
    public ulong StartNs;
    public ulong EndNs;
    public SpanIds Span;
    public SpanIdBytes ParentSpanId;
    public byte Kind;
    public byte Status;
    public byte TraceFlags;
    public byte AttributeCount;
    public uint Reserved;
}

/// <summary>What an attribute of a span says; <see cref="Layout.Text(SpanAttribute)"/> has OpenTelemetry's name.</summary>
public enum SpanAttribute : byte
{
    Source = 1,
    Operation = 2,
    DisplayName = 3,
    HttpRoute = 4,
    HttpMethod = 5,
    UrlPath = 6,
    RpcSystem = 7,
    RpcService = 8,
    RpcMethod = 9,
    DbSystem = 10,
    DbOperation = 11,
    DbNamespace = 12,
    DbCollection = 13,
    HttpStatusCode = 14,
    ErrorType = 15,
}

/// <summary>A frame value below <see cref="Layout.PseudoFrameLimit"/>: CPU time known by amount but not by stack, or frames left out.</summary>
public enum PseudoFrame : ulong
{
    BeforeStart = 1,
    BeforeDiscovery = 2,
    ThreadEnd = 3,
    ProcessEnd = 4,
    SignalBlocked = 5,
    Profiler = 6,
    Omitted = 7,
}

/// <summary>What a journal record says.</summary>
public enum JournalKind : ushort
{
    Process = 1,
    Module = 2,
    ModuleUnload = 3,
    Method = 4,
    MethodUnload = 5,
    Library = 6,
    LibraryUnload = 7,
    Thread = 8,
    ThreadEnd = 9,
    ModulePart = 10,
    CodeRegion = 11,
    Resource = 12,
    StubCode = 13,
}

internal struct JournalHeader
{
    public uint Size;
    public JournalKind Kind;
    public ushort Reserved;
    public ulong TimeNs;
}

internal struct ProcessRecord
{
    public JournalHeader Header;
    public ulong CpuBeforeStartNs;
}

internal struct ResourceRecord
{
    public JournalHeader Header;
    public uint AttributeCount;
    public uint Reserved;
}

internal struct ModuleRecord
{
    public JournalHeader Header;
    public ulong ModuleId;
    public ulong BaseAddress;
    public uint Flags;
    public uint Reserved;
    public Guid Mvid;
}

internal struct ModuleUnloadRecord
{
    public JournalHeader Header;
    public ulong ModuleId;
}

/// <summary>What a journal holds of the image of a module that no file holds.</summary>
public enum ModulePart : uint
{
    /// <summary>The metadata (ECMA-335, II.24).</summary>
    Metadata = 0,

    /// <summary>The stamp of the debug directory's CodeView entry, 4 bytes, then its data.</summary>
    PdbReference = 1,

    /// <summary>The data of the debug directory's entry that holds the PDB itself, compressed.</summary>
    EmbeddedPdb = 2,
}

internal struct ModulePartRecord
{
    public JournalHeader Header;
    public ulong ModuleId;
    public ulong TotalSize;
    public ulong Offset;
    public uint Size;
    public ModulePart Part;
}

internal struct MethodRecord
{
    public JournalHeader Header;
    public ulong MethodKey;
    public ulong FunctionId;
    public ulong ModuleId;
    public ulong ValidFromNs;
    public uint Token;
    public MethodFlag Flags;
    public uint RangeCount;
    public uint IlMapCount;
}

/// <summary>Properties of a method.</summary>
[Flags]
public enum MethodFlag : uint
{
    None = 0,
    Dynamic = 1u << 0,
}

/// <summary>Machine code of a method, [Start, Start + Size).</summary>
public readonly record struct CodeRange(ulong Start, ulong Size);

/// <summary>
/// Native code offsets [NativeStart, NativeEnd) that belong to an IL offset. Special IL offsets: 0xFFFFFFFF no mapping,
/// 0xFFFFFFFE prologue, 0xFFFFFFFD epilogue.
/// </summary>
public readonly record struct IlMapEntry(uint IlOffset, uint NativeStart, uint NativeEnd);

internal struct MethodUnloadRecord
{
    public JournalHeader Header;
    public ulong MethodKey;
}

internal struct LibraryRecord
{
    public JournalHeader Header;
    public ulong Start;
    public ulong End;
    public ulong FileOffset;
    public ulong LoadBias;
    public uint BuildIdSize;
    public uint Reserved;
}

internal struct LibraryUnloadRecord
{
    public JournalHeader Header;
    public ulong Start;
}

internal struct CodeRegionRecord
{
    public JournalHeader Header;
    public ulong Start;
    public ulong End;
}

internal struct StubCodeRecord
{
    public JournalHeader Header;
    public ulong Address;
    public ulong Start;
    public uint Size;
    public StubFlag Flags;
}

/// <summary>Properties of a stub.</summary>
[Flags]
public enum StubFlag : uint
{
    None = 0,
    Precompiled = 1u << 0,
}

internal struct ThreadRecord
{
    public JournalHeader Header;
    public uint Tid;
    public uint ThreadNumber;
    public ThreadFlag Flags;
    public uint Reserved;
}

/// <summary>Properties of a thread.</summary>
[Flags]
public enum ThreadFlag : uint
{
    None = 0,
    Announced = 1u << 0,
}

internal struct ThreadEndRecord
{
    public JournalHeader Header;
    public uint Tid;
    public uint ThreadNumber;
}

/// <summary>What the owner counts; <see cref="Layout.Name"/> and <see cref="Layout.Text(Counter)"/> have the words.</summary>
public enum Counter : uint
{
    SamplesCommitted,
    SampleWeightNs,
    SamplesDroppedRingFull,
    DroppedWeightNs,
    TimerOverruns,
    SignalsForeign,
    SignalsStale,
    HandlerRuns,
    HandlerNs,
    ThreadsRegistered,
    ThreadsLive,
    ThreadsUnregisteredFull,
    TimersArmed,
    TimersRefused,
    PollSignalsSent,
    MethodsLearned,
    MethodsUnloaded,
    PcsUnknown,
    JournalDroppedRecords,
    WorkerNs,
    LearnerPasses,
    RingHolesSkipped,
    AgentStarts,
    ControlRejected,
    FramesGuessed,
    UnwindTableBytes,
    UnwindNotRead,
    ActivityAttached,
    SamplesWithSpan,
    SpansRecorded,
    SpansOverRate,
    SpansNotSampled,
    SpansDroppedRingFull,
    SpansRejected,
}

internal struct Counters
{
    public CounterWords Values;
    public StopReasonWords StopReasons;
    public HistogramWords HandlerHistogram;

    [InlineArray((int)Layout.CounterCount)]
    internal struct CounterWords
    {
        private ulong _first;
    }

    [InlineArray((int)Layout.StopReasonCount)]
    internal struct StopReasonWords
    {
        private ulong _first;
    }

    [InlineArray((int)Layout.HistogramBuckets)]
    internal struct HistogramWords
    {
        private ulong _first;
    }
}
