#include "context/activity.h"

#include "platform/threads.h"

namespace clrscope {

namespace {

std::atomic<Activity*> g_activity{nullptr};

}  // namespace

Activity* Activity::OfThisProcess() {
    return g_activity.load(std::memory_order_acquire);
}

void Activity::Serve() {
    g_activity.store(this, std::memory_order_release);
}

Activity::Activity(ThreadRegistry* registry, Ring* ring, CounterPage counters)
    : registry_(registry), counters_(counters), spans_(ring, counters) {}

void Activity::Apply(bool enabled, uint32_t spansPerSecond, uint32_t spanPercent) {
    spans_.Apply(spansPerSecond, spanPercent);
    uint32_t flags = 0;
    if (enabled) flags = spansPerSecond == 0 ? kKeepContexts : kKeepContexts | kRecordSpans;
    flags_.store(flags, std::memory_order_relaxed);
}

Activity::Attached Activity::Attach(uint32_t version, const std::atomic<uint32_t>** flags) {
    if (version != kVersion) return Attached::OtherVersion;
    if (attached_.exchange(true)) return Attached::AlreadyThere;
    *flags = &flags_;
    counters_.Set(layout::Counter::ActivityAttached, 1);
    return Attached::Yes;
}

ThreadContext* Activity::OfThisThread() {
    ThreadRecord* thread = registry_->FindActive(platform::CurrentThreadId());
    if (thread == nullptr) return nullptr;
    PublishContext(&thread->context);
    return &thread->context;
}

bool Activity::WriteSpan(layout::RecordKind kind, const void* record, uint32_t size) {
    if ((flags_.load(std::memory_order_relaxed) & kRecordSpans) == 0) return false;
    return spans_.Write(kind, record, size);
}

}  // namespace clrscope
