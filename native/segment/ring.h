// The sample ring's producer side: many producers, each a signal handler on some thread.
//
//  - A record is whole or not there: its commit word is stored last, with release order.
//  - Nobody waits: the only loop retries a compare-and-swap that another producer won. A full ring drops.
//  - Nothing is allocated and nothing outside the mapping is touched, whatever the other side writes into its page:
//    positions are masked before use.
//  - A producer that dies between Reserve and Commit leaves a hole that readers step over (docs/segment-format.md).
#pragma once

#include <cstddef>
#include <cstdint>

#include "segment/layout.h"

namespace clrscope {

class Ring {
  public:
    struct Reservation {
        std::byte* at;
        uint64_t position;
        uint32_t size;
    };

    // size is a power of two; data, producer and consumer outlive the ring.
    Ring(std::byte* data, uint64_t size, layout::Producer* producer, const layout::Consumer* consumer);

    // Async-signal-safe. Has fetched what Reserve will touch; then, a moment later, where it will write.
    void PrefetchPositions() const;
    void PrefetchPlace() const;

    // Async-signal-safe. size covers the record with its header and is rounded up to the record alignment. False: full,
    // or fewer than keepFree bytes (at most Size) would be left for others.
    bool Reserve(uint32_t size, Reservation* reservation, uint64_t keepFree = 0);

    // Async-signal-safe. Fills in the record's header and publishes it; the payload has been written before.
    void Commit(const Reservation& reservation, layout::RecordKind kind);

    // From one thread, now and then: makes sure that what is written next has memory, for which the first writer to a
    // page would else have to wait.
    void PrepareAhead();

    // For the one in-process reader (the learner): the committed record at position, or null.
    const layout::RecordHeader* At(uint64_t position) const;

    uint64_t Head() const { return producer_->head.load(std::memory_order_acquire); }
    uint64_t Size() const { return size_; }

  private:
    std::byte* data_;
    uint64_t prepared_ = 0;  // position
    uint64_t size_;
    layout::Producer* producer_;
    const layout::Consumer* consumer_;
};

}  // namespace clrscope
