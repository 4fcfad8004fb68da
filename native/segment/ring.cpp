#include "segment/ring.h"

#include <algorithm>

#include "platform/handler_code.h"
#include "platform/memory.h"

namespace clrscope {

using layout::RecordHeader;

namespace {

constexpr uint64_t kCacheLine = 64;
constexpr uint64_t kTypicalRecord = 256;
constexpr uint64_t kAhead = 128 << 10;

void Publish(std::byte* at, uint64_t position, uint32_t size, layout::RecordKind kind) {
    auto* header = reinterpret_cast<RecordHeader*>(at);
    header->size = size;
    header->kind = kind;
    header->reserved = 0;
    // Release: whoever sees the commit word sees the header and the payload.
    __atomic_store_n(&header->commit, layout::CommitWord(position), __ATOMIC_RELEASE);
}

}  // namespace

Ring::Ring(std::byte* data, uint64_t size, layout::Producer* producer, const layout::Consumer* consumer)
    : data_(data), size_(size), producer_(producer), consumer_(consumer) {}

CLRSCOPE_HANDLER_CODE void Ring::PrefetchPositions() const {
    __builtin_prefetch(&producer_->head, 1);
    __builtin_prefetch(&producer_->learned);
    __builtin_prefetch(&consumer_->tail);
}

CLRSCOPE_HANDLER_CODE void Ring::PrefetchPlace() const {
    const uint64_t head = producer_->head.load(std::memory_order_relaxed);
    for (uint64_t line = 0; line < kTypicalRecord; line += kCacheLine) {
        __builtin_prefetch(data_ + ((head + line) & (size_ - 1)), 1);
    }
}

void Ring::PrepareAhead() {
    const uint64_t head = Head();
    // After the first lap all of it has memory.
    if (prepared_ >= size_ || head + kAhead / 2 < prepared_) return;
    const uint64_t to = std::min((std::max(head, prepared_) + kAhead) / layout::kPageSize * layout::kPageSize, size_);
    platform::PopulateForWriting(data_ + prepared_, to - prepared_);
    prepared_ = to;
}

CLRSCOPE_HANDLER_CODE bool Ring::Reserve(uint32_t size, Reservation* reservation, uint64_t keepFree) {
    size = (size + layout::kRecordAlignment - 1) & ~(layout::kRecordAlignment - 1);
    uint64_t head = producer_->head.load(std::memory_order_relaxed);
    for (;;) {
        const uint64_t untilEnd = size_ - (head & (size_ - 1));
        const uint64_t padding = size <= untilEnd ? 0 : untilEnd;
        // Acquire: the readers' loads of what they freed come before our stores into it.
        const uint64_t tail = consumer_->tail.load(std::memory_order_acquire);
        const uint64_t learned = producer_->learned.load(std::memory_order_acquire);
        const uint64_t next = head + padding + size;
        if (next - std::min(tail, learned) > size_ - keepFree) return false;
        if (!producer_->head.compare_exchange_weak(head, next, std::memory_order_relaxed)) continue;
        if (padding != 0) {
            Publish(data_ + (head & (size_ - 1)), head, static_cast<uint32_t>(padding), layout::RecordKind::Padding);
        }
        reservation->position = head + padding;
        reservation->at = data_ + (reservation->position & (size_ - 1));
        reservation->size = size;
        return true;
    }
}

void Ring::Commit(const Reservation& reservation, layout::RecordKind kind) {
    Publish(reservation.at, reservation.position, reservation.size, kind);
}

const RecordHeader* Ring::At(uint64_t position) const {
    const auto* header = reinterpret_cast<const RecordHeader*>(data_ + (position & (size_ - 1)));
    if (__atomic_load_n(&header->commit, __ATOMIC_ACQUIRE) != layout::CommitWord(position)) return nullptr;
    return header;
}

}  // namespace clrscope
