// The span that a thread works for, as OTEP 4947 lays it out, so that any profiler of the system can read it too.
//
// Written by the activity tracker on the thread itself, read by our handler, which interrupts that thread, and by
// profilers that have stopped it. valid is cleared first and set last; program order is all that this takes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "segment/layout.h"

namespace clrscope {

// One cache line. The attribute holds the same root as rootSpanId: readers that know OTEP 4947 only get its hex text.
struct alignas(64) ThreadContext {
    uint8_t traceId[16];
    uint8_t spanId[8];
    uint8_t valid;  // 1: the rest may be read
    uint8_t traceFlags;
    uint16_t attributesSize;
    uint8_t rootKey;  // index of clrscope.local_root_span_id in the process context's attribute_key_map
    uint8_t rootSize;
    char rootHex[16];
    uint8_t padding[2];
    uint8_t rootSpanId[8];
    uint8_t reserved[8];
};

static_assert(sizeof(ThreadContext) == 64);
static_assert(offsetof(ThreadContext, valid) == 24 && offsetof(ThreadContext, attributesSize) == 26);
static_assert(offsetof(ThreadContext, rootKey) == 28 && offsetof(ThreadContext, rootSpanId) == 48);

// Async-signal-safe, on the thread that the context belongs to. False: no span.
inline bool ReadContext(const ThreadContext& context, layout::SpanIds* ids) {
    if (__atomic_load_n(&context.valid, __ATOMIC_RELAXED) != 1) return false;
    // The writer is this very thread, so the compiler alone could mix up the order.
    __atomic_signal_fence(__ATOMIC_ACQUIRE);
    __builtin_memcpy(ids->traceId, context.traceId, sizeof(ids->traceId));
    __builtin_memcpy(ids->spanId, context.spanId, sizeof(ids->spanId));
    __builtin_memcpy(ids->rootSpanId, context.rootSpanId, sizeof(ids->rootSpanId));
    return true;
}

// Makes the context the calling thread's otel_thread_ctx_v1; null takes it away.
void PublishContext(ThreadContext* context);

}  // namespace clrscope
