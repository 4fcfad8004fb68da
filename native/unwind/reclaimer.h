// Takes back memory that walks may still be reading.
//
// A walk never waits, so whoever replaces a table cannot lock walks out. The old table is retired: it is freed once
// every walk that was under way when it was unlinked has ended. Walks announce themselves in a WalkMark, one a thread;
// its sequentially consistent increment before the first read, and the fence between unlinking and looking at the
// marks, make sure that a walk is either seen here or sees the new table.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace clrscope::unwind {

// Odd while its thread is in a walk. Its memory is never given back.
class WalkMark {
  public:
    // Async-signal-safe, both.
    void Begin() { walks_.fetch_add(1, std::memory_order_seq_cst); }
    void End() { walks_.fetch_add(1, std::memory_order_release); }

    uint64_t Walks() const { return walks_.load(std::memory_order_seq_cst); }
    static bool IsUnderWay(uint64_t walks) { return walks % 2 != 0; }

  private:
    std::atomic<uint64_t> walks_{0};
};

class Reclaimer {
  public:
    using Memory = std::shared_ptr<const void>;

    // memory can be reached by no new walk any more. From any thread.
    void Retire(Memory memory) {
        std::lock_guard lock(mutex_);
        retired_.push_back(std::move(memory));
    }

    // Frees what no walk can be reading. From one thread, now and then. forEachMark(visit) calls visit(WalkMark&) for
    // all threads that may walk.
    template <typename ForEachMark>
    void Collect(ForEachMark forEachMark) {
        Batch batch;
        {
            std::lock_guard lock(mutex_);
            batch.memory.swap(retired_);
        }
        if (!batch.memory.empty()) {
            std::atomic_thread_fence(std::memory_order_seq_cst);
            forEachMark([&](const WalkMark& mark) {
                const uint64_t walks = mark.Walks();
                if (WalkMark::IsUnderWay(walks)) batch.waitingFor.push_back({&mark, walks});
            });
            batches_.push_back(std::move(batch));
        }
        std::erase_if(batches_, [](Batch& old) {
            std::erase_if(old.waitingFor, [](const Walker& walker) { return walker.mark->Walks() != walker.walks; });
            return old.waitingFor.empty();
        });
    }

  private:
    struct Walker {
        const WalkMark* mark;
        uint64_t walks;
    };
    struct Batch {
        std::vector<Memory> memory;
        std::vector<Walker> waitingFor;
    };

    std::mutex mutex_;
    std::vector<Memory> retired_;
    std::vector<Batch> batches_;  // the collecting thread's own
};

}  // namespace clrscope::unwind
