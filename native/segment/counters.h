// Counting into the shared counters page. Relaxed: each counter stands alone, readers want a recent value, no order.
#pragma once

#include "segment/layout.h"

namespace clrscope {

class CounterPage {
  public:
    explicit CounterPage(layout::Counters* page) : page_(page) {}

    void Add(layout::Counter counter, uint64_t amount = 1) {
        Slot(counter).fetch_add(amount, std::memory_order_relaxed);
    }
    void Subtract(layout::Counter counter, uint64_t amount = 1) {
        Slot(counter).fetch_sub(amount, std::memory_order_relaxed);
    }
    void Set(layout::Counter counter, uint64_t value) { Slot(counter).store(value, std::memory_order_relaxed); }
    uint64_t Get(layout::Counter counter) const {
        return page_->values[static_cast<size_t>(counter)].load(std::memory_order_relaxed);
    }
    void AddStop(layout::StopReason reason) {
        page_->stopReasons[static_cast<size_t>(reason)].fetch_add(1, std::memory_order_relaxed);
    }
    void AddHandlerRun(uint64_t ns) {
        Add(layout::Counter::HandlerRuns);
        Add(layout::Counter::HandlerNs, ns);
        const int log2 = ns == 0 ? 0 : 63 - __builtin_clzll(ns);
        const size_t bucket = log2 < static_cast<int>(layout::kHistogramBuckets) ? log2 : layout::kHistogramBuckets - 1;
        page_->handlerHistogram[bucket].fetch_add(1, std::memory_order_relaxed);
    }

    // They are about to be counted by a handler: touches nothing, waits for nothing.
    void Prefetch() const {
        constexpr size_t kCacheLine = 64;
        const auto* page = reinterpret_cast<const char*>(page_);
        for (size_t line = 0; line < sizeof(layout::Counters); line += kCacheLine) __builtin_prefetch(page + line, 1);
    }

  private:
    std::atomic<uint64_t>& Slot(layout::Counter counter) { return page_->values[static_cast<size_t>(counter)]; }

    layout::Counters* page_;
};

}  // namespace clrscope
