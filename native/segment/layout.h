// The wire between the profiled process and the agent: one file per process. managed/Clrscope.Segment/Layout.cs
// mirrors this header; a test compares every offset and size. docs/segment-format.md describes it in prose.
//
// All integers are little-endian. Whoever reads a page that the other side writes must assume that it changes at any
// time and may hold anything: copy first, check the copy, use the copy.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace clrscope::layout {

inline constexpr uint32_t kVersion = 4;
inline constexpr uint64_t kMagic = 0x45504F4353524C43;  // "CLRSCOPE" read as a little-endian word

inline constexpr uint64_t kPageSize = 4096;
inline constexpr uint64_t kHeaderOffset = 0;
inline constexpr uint64_t kControlOffset = 1 * kPageSize;
inline constexpr uint64_t kConsumerOffset = 2 * kPageSize;
inline constexpr uint64_t kProducerOffset = 3 * kPageSize;
inline constexpr uint64_t kCountersOffset = 4 * kPageSize;
inline constexpr uint64_t kRingOffset = 8 * kPageSize;

// Written once, before the file gets its final name; never changed afterwards.
struct Header {
    uint64_t magic;
    uint32_t version;
    uint32_t headerSize;         // sizeof(Header)
    uint32_t pid;                // in the owner's pid namespace
    uint32_t pinnedSettings;     // PinnedSetting bits: set by the environment, so the control page does not change them
    uint64_t processStartTicks;  // field 22 of /proc/self/stat: with the pid, the identity of the process
    uint64_t startMonotonicNs;   // CLOCK_MONOTONIC and CLOCK_REALTIME read together: every time stamp in the segment
    uint64_t startRealtimeNs;    // is CLOCK_MONOTONIC in nanoseconds, and this pair turns it into UTC
    uint64_t ringOffset;         // == kRingOffset
    uint64_t ringSize;           // bytes, a power of two, kMinRingSize..kMaxRingSize
    uint64_t journalOffset;      // == ringOffset + ringSize; the journal runs from here to the end of the file
    uint64_t journalLimit;       // bytes that the journal may grow to
};

enum PinnedSetting : uint32_t {
    kPinnedCpuEnabled = 1u << 0,
    kPinnedCpuHz = 1u << 1,
    kPinnedActivityEnabled = 1u << 2,
    kPinnedSpansPerSecond = 1u << 3,
    kPinnedSpanPercent = 1u << 4,
};

inline constexpr uint64_t kMinRingSize = 64 * 1024;
inline constexpr uint64_t kMaxRingSize = 1ull << 30;
inline constexpr uint32_t kMinCpuHz = 1;
inline constexpr uint32_t kMaxCpuHz = 1000;
inline constexpr uint32_t kMaxSpansPerSecond = 1'000'000;
inline constexpr uint32_t kMaxSpanPercent = 100;

// Written by the agent, read by the owner every 20 ms. A sequence lock: generation is odd while the fields change. The
// owner creates it with generation 0 and the values that it started with.
struct Control {
    std::atomic<uint64_t> generation;
    std::atomic<uint32_t> cpuEnabled;       // 0 or 1
    std::atomic<uint32_t> cpuHz;            // kMinCpuHz..kMaxCpuHz
    std::atomic<uint32_t> activityEnabled;  // 0 or 1: samples carry their span, and spans are recorded
    std::atomic<uint32_t> spansPerSecond;   // 0..kMaxSpansPerSecond: starts, and as many stops, that are recorded
    std::atomic<uint32_t> spanPercent;      // 0..kMaxSpanPercent: traces whose spans below the local root are recorded
    uint32_t reserved;
};

// Written by the agent.
struct Consumer {
    std::atomic<uint64_t> tail;          // ring bytes below this position are free: what they held is on disk
    std::atomic<uint64_t> readPosition;  // ring bytes below this position are in the agent's memory; >= tail
    std::atomic<uint64_t> heartbeatNs;   // CLOCK_MONOTONIC of the agent's last pass over this segment
    std::atomic<uint64_t> agentPid;
};

// Written by the owner. Positions count bytes since the start of the stream and never wrap; position p lies at ring
// byte p & (ringSize - 1).
struct Producer {
    alignas(64) std::atomic<uint64_t> head;  // bytes reserved by producers; records up to here exist or will
    alignas(
        64) std::atomic<uint64_t> learned;  // the journal holds every fact that records below this position refer to
    alignas(64) std::atomic<uint64_t> journalCommitted;   // bytes of the journal that are whole records
    alignas(64) std::atomic<uint64_t> appliedGeneration;  // the control page's generation that is in force
    std::atomic<uint32_t> appliedCpuEnabled;
    std::atomic<uint32_t> appliedCpuHz;
    std::atomic<uint32_t> shutDown;  // 1 once the runtime has called Shutdown
    std::atomic<uint32_t> appliedActivityEnabled;
};

// A ring record. Its commit word is written last (release) and equals its own position, keyed: no stale byte of an
// earlier lap can be taken for it, and a reader that meets a hole (a producer that died between reserve and commit)
// finds the next record by looking at each following multiple of 16.
inline constexpr uint64_t kCommitKey = 0x9E3779B97F4A7C15;
inline constexpr uint64_t CommitWord(uint64_t position) {
    return position ^ kCommitKey;
}

enum class RecordKind : uint16_t { Padding = 1, Sample = 2, SpanStart = 3, SpanStop = 4 };

struct RecordHeader {
    uint64_t commit;
    uint32_t size;  // bytes in all, header included, a multiple of 16; a record never crosses the end of the ring
    RecordKind kind;
    uint16_t reserved;
};

enum class SampleKind : uint8_t { Cpu = 1 };

// Why a walk ended. Root is a whole stack; the others name what was met.
#define CLRSCOPE_STOP_REASONS(X)                                                           \
    X(Root, "the outermost frame of the thread")                                           \
    X(NotWalked, "a record without a walk: it holds one pseudo frame")                     \
    X(NoStackBounds, "the bounds of this thread's stack are not known yet")                \
    X(OutsideStack, "the stack pointer or the next frame lies outside the thread's stack") \
    X(NotAscending, "the next frame does not lie above the current one")                   \
    X(Misaligned, "the frame pointer is not a multiple of 8")                              \
    X(BadReturnAddress, "the return address cannot be code")                               \
    X(DepthLimit, "the stack is too deep to be walked to its end; the innermost frames are kept")

enum class StopReason : uint8_t {
#define X(name, text) name,
    CLRSCOPE_STOP_REASONS(X)
#undef X
        Count
};

inline constexpr uint32_t kRecordAlignment = 16;
inline constexpr uint32_t kMaxFrames = 512;

// Ids as W3C trace context has them: bytes in the order of their hex text.
struct SpanIds {
    uint8_t traceId[16];
    uint8_t spanId[8];
    uint8_t rootSpanId[8];  // the outermost span of this process above it, or itself
};

// frames[] follows: program counters, innermost first; frames[0] is the interrupted pc, the others are return
// addresses. A value below kPseudoFrameLimit is a PseudoFrame instead.
struct SampleRecord {
    RecordHeader header;
    uint64_t timeNs;
    uint32_t tid;
    uint32_t threadNumber;  // counts registrations in this process, so that a reused tid is another thread
    uint64_t weightNs;      // CPU time that this sample stands for: interval x expiries
    SampleKind sampleKind;
    StopReason stopReason;
    uint16_t frameCount;
    uint32_t reserved;
    SpanIds span;  // what the thread worked for; all zero: nothing known
};

// A System.Diagnostics.Activity that started or stopped. attributeCount attributes follow, back to back:
// {uint8_t key; uint8_t 0; uint16_t bytes; UTF-8}. A SpanStart has no end and the first two keys only.
struct SpanRecord {
    RecordHeader header;
    uint64_t startNs;
    uint64_t endNs;  // 0: not known yet
    SpanIds span;
    uint8_t parentSpanId[8];  // zero: none
    uint8_t kind;             // System.Diagnostics.ActivityKind
    uint8_t status;           // System.Diagnostics.ActivityStatusCode
    uint8_t traceFlags;       // of W3C trace context
    uint8_t attributeCount;
    uint32_t reserved;
};

inline constexpr uint32_t kMaxSpanRecord = 1024;

// What a span's attribute says. The texts are the names of OpenTelemetry's semantic conventions where there is one.
#define CLRSCOPE_SPAN_ATTRIBUTES(X)                    \
    X(Source, 1, "source")                             \
    X(Operation, 2, "operation")                       \
    X(DisplayName, 3, "display.name")                  \
    X(HttpRoute, 4, "http.route")                      \
    X(HttpMethod, 5, "http.request.method")            \
    X(UrlPath, 6, "url.path")                          \
    X(RpcSystem, 7, "rpc.system")                      \
    X(RpcService, 8, "rpc.service")                    \
    X(RpcMethod, 9, "rpc.method")                      \
    X(DbSystem, 10, "db.system.name")                  \
    X(DbOperation, 11, "db.operation.name")            \
    X(DbNamespace, 12, "db.namespace")                 \
    X(DbCollection, 13, "db.collection.name")          \
    X(HttpStatusCode, 14, "http.response.status_code") \
    X(ErrorType, 15, "error.type")

enum class SpanAttribute : uint8_t {
#define X(name, value, text) name = value,
    CLRSCOPE_SPAN_ATTRIBUTES(X)
#undef X
};

inline constexpr uint64_t kPseudoFrameLimit = 4096;

// CPU time that is known by amount but not by stack, and frames that are left out. The text is what a profile shows.
#define CLRSCOPE_PSEUDO_FRAMES(X)                                                                    \
    X(BeforeStart, 1, "[before profiler start]")       /* the process until the profiler came */     \
    X(BeforeDiscovery, 2, "[before thread discovery]") /* a thread that the CLR did not announce */  \
    X(ThreadEnd, 3, "[thread end]")                    /* of threads that ended between two ticks */ \
    X(ProcessEnd, 4, "[process end]")                  /* the same at the runtime's shutdown */      \
    X(SignalBlocked, 5, "[signal blocked]")            /* a thread that blocks our signal */         \
    X(Profiler, 6, "[clrscope]")                       /* our own thread */                          \
    X(Omitted, 7, "[frames omitted]")                  /* within a stack of more than kMaxFrames */

enum class PseudoFrame : uint64_t {
#define X(name, value, text) name = value,
    CLRSCOPE_PSEUDO_FRAMES(X)
#undef X
};

// The journal: records back to back from journalOffset, each 8-byte aligned. Strings are {uint32_t bytes; UTF-8},
// packed, after the fixed part; the record is padded with zeros to a multiple of 8.
enum class JournalKind : uint16_t {
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
};

struct JournalHeader {
    uint32_t size;  // bytes in all, header included, a multiple of 8
    JournalKind kind;
    uint16_t reserved;
    uint64_t timeNs;
};

// Strings: executable path; command line (arguments separated by NUL); directory that it was started in; runtime
// version; profiler version.
struct ProcessRecord {
    JournalHeader header;
    uint64_t cpuBeforeStartNs;  // what the process had used when the profiler was loaded
};

// What the process says of itself, by OpenTelemetry's names: service.name, service.instance.id, ... After the fixed
// part: attributeCount pairs of strings, key and value.
struct ResourceRecord {
    JournalHeader header;
    uint32_t attributeCount;
    uint32_t reserved;
};

// Strings: path of the file ("" where nothing is on disk); simple name of the assembly.
struct ModuleRecord {
    JournalHeader header;
    uint64_t moduleId;
    uint64_t baseAddress;  // 0 if not mapped as an image
    uint32_t flags;        // COR_PRF_MODULE_*
    uint32_t reserved;
    uint8_t mvid[16];  // a GUID in its memory order
};

struct ModuleUnloadRecord {
    JournalHeader header;
    uint64_t moduleId;
};

// What is journaled of the image of a module that no file holds.
enum class ModulePart : uint32_t {
    Metadata = 0,      // as in ECMA-335, II.24
    PdbReference = 1,  // the stamp of the debug directory's CodeView entry, 4 bytes, then its data
    EmbeddedPdb = 2,   // the data of the entry that holds the PDB itself, compressed
};

// A piece of such a part. The pieces of a part follow one another in order, after the module's record. After the fixed
// part: size bytes, padded to 8.
struct ModulePartRecord {
    JournalHeader header;
    uint64_t moduleId;
    uint64_t totalSize;  // of all pieces
    uint64_t offset;     // of this piece; 0 begins the part anew
    uint32_t size;
    ModulePart part;
};

// One native code version of a method. After the fixed part: CodeRange[rangeCount], IlMapEntry[ilMapCount], then two
// strings. Name: "" where the agent is to read it from the module's metadata by token, else the name (dynamic methods,
// modules that are not on disk). Instantiation: generic arguments as reflection full names, those of the class, '|',
// those of the method, as in "System.Int32,System.Collections.Generic.List`1[System.String]|System.Byte";
// System.__Canon is a reference type whose code is shared; "" when not generic or not known.
struct MethodRecord {
    JournalHeader header;
    uint64_t methodKey;  // counts method records of this segment from 1
    uint64_t functionId;
    uint64_t moduleId;     // 0 for a dynamic method
    uint64_t validFromNs;  // samples before this time do not belong to it; 0: any time
    uint32_t token;
    uint32_t flags;  // MethodFlag
    uint32_t rangeCount;
    uint32_t ilMapCount;
};

enum MethodFlag : uint32_t { kMethodDynamic = 1u << 0 };

struct CodeRange {
    uint64_t start;
    uint64_t size;
};

struct IlMapEntry {
    uint32_t ilOffset;  // special values: 0xFFFFFFFF no mapping, 0xFFFFFFFE prologue, 0xFFFFFFFD epilogue
    uint32_t nativeStart;
    uint32_t nativeEnd;
};

// The code is gone: samples from header.timeNs on do not belong to it.
struct MethodUnloadRecord {
    JournalHeader header;
    uint64_t methodKey;
};

// One executable mapping of a native library. After the fixed part: the build id (buildIdSize bytes, padded to 8), then
// the string path.
struct LibraryRecord {
    JournalHeader header;
    uint64_t start;  // mapped code, [start, end)
    uint64_t end;
    uint64_t fileOffset;   // file offset of start
    uint64_t loadBias;     // address - loadBias is the address that the ELF file's symbols use
    uint32_t buildIdSize;  // 0..64
    uint32_t reserved;
};

struct LibraryUnloadRecord {
    JournalHeader header;
    uint64_t start;
};

// Executable memory that no file backs, [start, end): the runtime's stubs, where no method lies. A later record
// prevails over what it overlaps.
struct CodeRegionRecord {
    JournalHeader header;
    uint64_t start;
    uint64_t end;
};

// What lies around an address of a code region that was sampled, by which to tell what stub it is. After the fixed
// part: size bytes of memory from start on, padded to 8.
struct StubCodeRecord {
    JournalHeader header;
    uint64_t address;  // start <= address <= start + size
    uint64_t start;
    uint32_t size;   // 0..kMaxStubCode; 0: it could not be read
    uint32_t flags;  // StubFlag
};

enum StubFlag : uint32_t { kStubPrecompiled = 1u << 0 };  // lies in an image

inline constexpr uint32_t kMaxStubCode = 128;

// A thread's first record, and again whenever its name changes. String: name.
struct ThreadRecord {
    JournalHeader header;
    uint32_t tid;
    uint32_t threadNumber;
    uint32_t flags;  // ThreadFlag
    uint32_t reserved;
};

enum ThreadFlag : uint32_t { kThreadAnnounced = 1u << 0 };

struct ThreadEndRecord {
    JournalHeader header;
    uint32_t tid;
    uint32_t threadNumber;
};

// Everything that the owner did, dropped and how long it took. One list makes the enum, the slots and the names.
#define CLRSCOPE_COUNTERS(X)                                                                               \
    X(SamplesCommitted, "samples_committed", "sample records committed to the ring")                       \
    X(SampleWeightNs, "sample_weight_ns", "sum of the weights of the committed samples")                   \
    X(SamplesDroppedRingFull, "samples_dropped_ring_full", "samples dropped because the ring was full")    \
    X(DroppedWeightNs, "dropped_weight_ns", "sum of the weights of the dropped samples")                   \
    X(TimerOverruns, "timer_overruns", "timer expiries credited to a later signal")                        \
    X(SignalsForeign, "signals_foreign", "signals that were not ours, passed on")                          \
    X(SignalsStale, "signals_stale", "signals of a timer that was already gone")                           \
    X(HandlerRuns, "handler_runs", "times that the signal handler took a sample")                          \
    X(HandlerNs, "handler_ns", "time spent in these runs")                                                 \
    X(ThreadsRegistered, "threads_registered", "threads registered since the start")                       \
    X(ThreadsLive, "threads_live", "threads registered now")                                               \
    X(ThreadsUnregisteredFull, "threads_unregistered_full", "threads not sampled: the registry was full")  \
    X(TimersArmed, "timers_armed", "per-thread CPU timers armed now")                                      \
    X(TimersRefused, "timers_refused", "timer_create calls refused; these threads are sampled by polling") \
    X(PollSignalsSent, "poll_signals_sent", "signals sent to threads that are sampled by polling")         \
    X(MethodsLearned, "methods_learned", "method records written to the journal")                          \
    X(MethodsUnloaded, "methods_unloaded", "method unload records written to the journal")                 \
    X(PcsUnknown, "pcs_unknown", "distinct program counters that neither a method nor a library covers")   \
    X(JournalDroppedRecords, "journal_dropped_records", "journal records not written: limit or disk full") \
    X(WorkerNs, "worker_ns", "CPU time of our own thread")                                                 \
    X(LearnerPasses, "learner_passes", "passes of our own thread over the ring")                           \
    X(RingHolesSkipped, "ring_holes_skipped", "uncommitted reservations that the learner passed over")     \
    X(AgentStarts, "agent_starts", "agents that this process started")                                     \
    X(ControlRejected, "control_rejected", "control page values out of range, not applied")                \
    X(FramesGuessed, "frames_guessed", "frames that no unwind table covers, left by the frame pointer")    \
    X(UnwindTableBytes, "unwind_table_bytes", "memory of the unwind tables")                               \
    X(UnwindNotRead, "unwind_not_read", "compiled methods whose unwind information could not be read")     \
    X(ActivityAttached, "activity_attached", "1 once the tracker of activities runs in the process")       \
    X(SamplesWithSpan, "samples_with_span", "committed samples that carry a span")                         \
    X(SpansRecorded, "spans_recorded", "span starts and stops committed to the ring")                      \
    X(SpansOverRate, "spans_over_rate", "span starts and stops not recorded: above spansPerSecond")        \
    X(SpansNotSampled, "spans_not_sampled", "span starts and stops not recorded: outside spanPercent")     \
    X(SpansDroppedRingFull, "spans_dropped_ring_full", "span starts and stops dropped: the ring was full") \
    X(SpansRejected, "spans_rejected", "span records of the tracker that made no sense")

enum class Counter : uint32_t {
#define X(name, text, help) name,
    CLRSCOPE_COUNTERS(X)
#undef X
        Count
};

inline constexpr uint32_t kHistogramBuckets = 32;

// handlerHistogram[i] counts handler runs of [2^i, 2^(i+1)) ns.
struct Counters {
    std::atomic<uint64_t> values[static_cast<size_t>(Counter::Count)];
    std::atomic<uint64_t> stopReasons[static_cast<size_t>(StopReason::Count)];
    std::atomic<uint64_t> handlerHistogram[kHistogramBuckets];
};

static_assert(std::atomic<uint64_t>::is_always_lock_free && std::atomic<uint32_t>::is_always_lock_free);
static_assert(sizeof(Header) == 80);
static_assert(sizeof(Control) == 32);
static_assert(sizeof(Consumer) == 32);
static_assert(offsetof(Producer, learned) == 64 && offsetof(Producer, journalCommitted) == 128 &&
              offsetof(Producer, appliedGeneration) == 192);
static_assert(sizeof(RecordHeader) == 16);
static_assert(sizeof(SampleRecord) == 80);
static_assert(sizeof(SpanRecord) == 80 && offsetof(SpanRecord, reserved) == 76);
static_assert(sizeof(JournalHeader) == 16);
static_assert(sizeof(ModuleRecord) == 56);
static_assert(sizeof(ModulePartRecord) == 48);
static_assert(sizeof(MethodRecord) == 64);
static_assert(sizeof(IlMapEntry) == 12);
static_assert(sizeof(LibraryRecord) == 56);
static_assert(sizeof(CodeRegionRecord) == 32);
static_assert(sizeof(StubCodeRecord) == 40);
static_assert(sizeof(ThreadRecord) == 32);
static_assert(sizeof(Counters) <= kRingOffset - kCountersOffset);

}  // namespace clrscope::layout
