// Prints every fact of the wire layout, one a line, for the managed mirror to be compared with.
#include <cinttypes>
#include <cstdio>

#include "segment/layout.h"

using namespace clrscope::layout;

namespace {

void Const(const char* name, uint64_t value) {
    std::printf("const.%s %" PRIu64 "\n", name, value);
}

void SizeOf(const char* type, size_t size) {
    std::printf("sizeof.%s %zu\n", type, size);
}

void OffsetOf(const char* type, const char* field, size_t offset) {
    std::printf("offset.%s.%s %zu\n", type, field, offset);
}

template <typename E>
void Enum(const char* type, const char* name, E value) {
    std::printf("enum.%s.%s %" PRIu64 "\n", type, name, static_cast<uint64_t>(value));
}

void Text(const char* type, const char* name, const char* text) {
    std::printf("text.%s.%s %s\n", type, name, text);
}

#define CONST(name) Const(#name, name)
#define SIZE(type) SizeOf(#type, sizeof(type))
#define FIELD(type, field) OffsetOf(#type, #field, offsetof(type, field))
#define ENUM(type, name) Enum(#type, #name, type::name)

void Constants() {
    CONST(kVersion);
    CONST(kMagic);
    CONST(kPageSize);
    CONST(kHeaderOffset);
    CONST(kControlOffset);
    CONST(kConsumerOffset);
    CONST(kProducerOffset);
    CONST(kCountersOffset);
    CONST(kRingOffset);
    CONST(kMinRingSize);
    CONST(kMaxRingSize);
    CONST(kMinCpuHz);
    CONST(kMaxCpuHz);
    CONST(kMaxSpansPerSecond);
    CONST(kMaxSpanPercent);
    CONST(kCommitKey);
    CONST(kRecordAlignment);
    CONST(kMaxFrames);
    CONST(kMaxSpanRecord);
    CONST(kMaxStubCode);
    CONST(kPseudoFrameLimit);
    CONST(kHistogramBuckets);
    Const("kStopReasonCount", static_cast<uint64_t>(StopReason::Count));
    Const("kCounterCount", static_cast<uint64_t>(Counter::Count));
}

void Pages() {
    SIZE(Header);
    FIELD(Header, magic);
    FIELD(Header, version);
    FIELD(Header, headerSize);
    FIELD(Header, pid);
    FIELD(Header, pinnedSettings);
    FIELD(Header, processStartTicks);
    FIELD(Header, startMonotonicNs);
    FIELD(Header, startRealtimeNs);
    FIELD(Header, ringOffset);
    FIELD(Header, ringSize);
    FIELD(Header, journalOffset);
    FIELD(Header, journalLimit);

    SIZE(Control);
    FIELD(Control, generation);
    FIELD(Control, cpuEnabled);
    FIELD(Control, cpuHz);
    FIELD(Control, activityEnabled);
    FIELD(Control, spansPerSecond);
    FIELD(Control, spanPercent);
    FIELD(Control, reserved);

    SIZE(Consumer);
    FIELD(Consumer, tail);
    FIELD(Consumer, readPosition);
    FIELD(Consumer, heartbeatNs);
    FIELD(Consumer, agentPid);

    SIZE(Producer);
    FIELD(Producer, head);
    FIELD(Producer, learned);
    FIELD(Producer, journalCommitted);
    FIELD(Producer, appliedGeneration);
    FIELD(Producer, appliedCpuEnabled);
    FIELD(Producer, appliedCpuHz);
    FIELD(Producer, shutDown);
    FIELD(Producer, appliedActivityEnabled);

    SIZE(Counters);
    FIELD(Counters, values);
    FIELD(Counters, stopReasons);
    FIELD(Counters, handlerHistogram);
}

void RingRecords() {
    SIZE(RecordHeader);
    FIELD(RecordHeader, commit);
    FIELD(RecordHeader, size);
    FIELD(RecordHeader, kind);
    FIELD(RecordHeader, reserved);

    SIZE(SampleRecord);
    FIELD(SampleRecord, header);
    FIELD(SampleRecord, timeNs);
    FIELD(SampleRecord, tid);
    FIELD(SampleRecord, threadNumber);
    FIELD(SampleRecord, weightNs);
    FIELD(SampleRecord, sampleKind);
    FIELD(SampleRecord, stopReason);
    FIELD(SampleRecord, frameCount);
    FIELD(SampleRecord, reserved);
    FIELD(SampleRecord, span);

    SIZE(SpanIds);
    FIELD(SpanIds, traceId);
    FIELD(SpanIds, spanId);
    FIELD(SpanIds, rootSpanId);

    SIZE(SpanRecord);
    FIELD(SpanRecord, header);
    FIELD(SpanRecord, startNs);
    FIELD(SpanRecord, endNs);
    FIELD(SpanRecord, span);
    FIELD(SpanRecord, parentSpanId);
    FIELD(SpanRecord, kind);
    FIELD(SpanRecord, status);
    FIELD(SpanRecord, traceFlags);
    FIELD(SpanRecord, attributeCount);
    FIELD(SpanRecord, reserved);
}

void JournalRecords() {
    SIZE(JournalHeader);
    FIELD(JournalHeader, size);
    FIELD(JournalHeader, kind);
    FIELD(JournalHeader, reserved);
    FIELD(JournalHeader, timeNs);

    SIZE(ProcessRecord);
    FIELD(ProcessRecord, header);
    FIELD(ProcessRecord, cpuBeforeStartNs);

    SIZE(ResourceRecord);
    FIELD(ResourceRecord, header);
    FIELD(ResourceRecord, attributeCount);
    FIELD(ResourceRecord, reserved);

    SIZE(ModuleRecord);
    FIELD(ModuleRecord, header);
    FIELD(ModuleRecord, moduleId);
    FIELD(ModuleRecord, baseAddress);
    FIELD(ModuleRecord, flags);
    FIELD(ModuleRecord, reserved);
    FIELD(ModuleRecord, mvid);

    SIZE(ModuleUnloadRecord);
    FIELD(ModuleUnloadRecord, header);
    FIELD(ModuleUnloadRecord, moduleId);

    SIZE(ModulePartRecord);
    FIELD(ModulePartRecord, header);
    FIELD(ModulePartRecord, moduleId);
    FIELD(ModulePartRecord, totalSize);
    FIELD(ModulePartRecord, offset);
    FIELD(ModulePartRecord, size);
    FIELD(ModulePartRecord, part);

    SIZE(MethodRecord);
    FIELD(MethodRecord, header);
    FIELD(MethodRecord, methodKey);
    FIELD(MethodRecord, functionId);
    FIELD(MethodRecord, moduleId);
    FIELD(MethodRecord, validFromNs);
    FIELD(MethodRecord, token);
    FIELD(MethodRecord, flags);
    FIELD(MethodRecord, rangeCount);
    FIELD(MethodRecord, ilMapCount);

    SIZE(CodeRange);
    FIELD(CodeRange, start);
    FIELD(CodeRange, size);

    SIZE(IlMapEntry);
    FIELD(IlMapEntry, ilOffset);
    FIELD(IlMapEntry, nativeStart);
    FIELD(IlMapEntry, nativeEnd);

    SIZE(MethodUnloadRecord);
    FIELD(MethodUnloadRecord, header);
    FIELD(MethodUnloadRecord, methodKey);

    SIZE(LibraryRecord);
    FIELD(LibraryRecord, header);
    FIELD(LibraryRecord, start);
    FIELD(LibraryRecord, end);
    FIELD(LibraryRecord, fileOffset);
    FIELD(LibraryRecord, loadBias);
    FIELD(LibraryRecord, buildIdSize);
    FIELD(LibraryRecord, reserved);

    SIZE(LibraryUnloadRecord);
    FIELD(LibraryUnloadRecord, header);
    FIELD(LibraryUnloadRecord, start);

    SIZE(CodeRegionRecord);
    FIELD(CodeRegionRecord, header);
    FIELD(CodeRegionRecord, start);
    FIELD(CodeRegionRecord, end);

    SIZE(StubCodeRecord);
    FIELD(StubCodeRecord, header);
    FIELD(StubCodeRecord, address);
    FIELD(StubCodeRecord, start);
    FIELD(StubCodeRecord, size);
    FIELD(StubCodeRecord, flags);

    SIZE(ThreadRecord);
    FIELD(ThreadRecord, header);
    FIELD(ThreadRecord, tid);
    FIELD(ThreadRecord, threadNumber);
    FIELD(ThreadRecord, flags);
    FIELD(ThreadRecord, reserved);

    SIZE(ThreadEndRecord);
    FIELD(ThreadEndRecord, header);
    FIELD(ThreadEndRecord, tid);
    FIELD(ThreadEndRecord, threadNumber);
}

void Enums() {
    Enum("PinnedSetting", "CpuEnabled", kPinnedCpuEnabled);
    Enum("PinnedSetting", "CpuHz", kPinnedCpuHz);
    Enum("PinnedSetting", "ActivityEnabled", kPinnedActivityEnabled);
    Enum("PinnedSetting", "SpansPerSecond", kPinnedSpansPerSecond);
    Enum("PinnedSetting", "SpanPercent", kPinnedSpanPercent);
    Enum("MethodFlag", "Dynamic", kMethodDynamic);
    Enum("StubFlag", "Precompiled", kStubPrecompiled);
    Enum("ThreadFlag", "Announced", kThreadAnnounced);

    ENUM(RecordKind, Padding);
    ENUM(RecordKind, Sample);
    ENUM(RecordKind, SpanStart);
    ENUM(RecordKind, SpanStop);

    ENUM(SampleKind, Cpu);

    ENUM(JournalKind, Process);
    ENUM(JournalKind, Module);
    ENUM(JournalKind, ModuleUnload);
    ENUM(JournalKind, Method);
    ENUM(JournalKind, MethodUnload);
    ENUM(JournalKind, Library);
    ENUM(JournalKind, LibraryUnload);
    ENUM(JournalKind, Thread);
    ENUM(JournalKind, ThreadEnd);
    ENUM(JournalKind, ModulePart);
    ENUM(JournalKind, CodeRegion);
    ENUM(JournalKind, Resource);
    ENUM(JournalKind, StubCode);

    ENUM(ModulePart, Metadata);
    ENUM(ModulePart, PdbReference);
    ENUM(ModulePart, EmbeddedPdb);

#define X(name, text)       \
    ENUM(StopReason, name); \
    Text("StopReason", #name, text);
    CLRSCOPE_STOP_REASONS(X)
#undef X

#define X(name, value, text) \
    ENUM(PseudoFrame, name); \
    Text("PseudoFrame", #name, text);
    CLRSCOPE_PSEUDO_FRAMES(X)
#undef X

#define X(name, value, text)   \
    ENUM(SpanAttribute, name); \
    Text("SpanAttribute", #name, text);
    CLRSCOPE_SPAN_ATTRIBUTES(X)
#undef X

#define X(name, key, help)                                                                        \
    std::printf("counter.%s %" PRIu32 " %s\n", #name, static_cast<uint32_t>(Counter::name), key); \
    Text("Counter", #name, help);
    CLRSCOPE_COUNTERS(X)
#undef X
}

}  // namespace

int main() {
    Constants();
    Pages();
    RingRecords();
    JournalRecords();
    Enums();
    return 0;
}
