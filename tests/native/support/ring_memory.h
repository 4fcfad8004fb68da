// A ring with its two pages in ordinary memory, and the test as its reader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "segment/layout.h"
#include "segment/ring.h"

namespace clrscope::test {

class RingMemory {
  public:
    explicit RingMemory(uint64_t size)
        : data_(new (std::align_val_t{64}) std::byte[size]()), ring(data_.get(), size, &producer, &consumer) {}

    std::byte* Data() { return data_.get(); }

    // Frees everything below position, as the learner and the agent together do.
    void Free(uint64_t position) {
        producer.learned.store(position, std::memory_order_release);
        consumer.tail.store(position, std::memory_order_release);
    }

  private:
    struct Delete {
        void operator()(std::byte* data) const { ::operator delete[](data, std::align_val_t{64}); }
    };
    std::unique_ptr<std::byte[], Delete> data_;

  public:
    layout::Producer producer{};
    layout::Consumer consumer{};
    Ring ring;
};

}  // namespace clrscope::test
