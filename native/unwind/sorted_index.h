// A way into a sorted table that touches one cache line instead of a dozen: for each 256 bytes of code, how many
// entries begin before them. A search then looks at the few entries of one bucket.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace clrscope::unwind {

class SortedIndex {
  public:
    // Entries [first, last) to be searched for the last one that begins at or before an offset. first's predecessor
    // begins before all of them.
    struct Range {
        uint32_t first;
        uint32_t last;
    };

    SortedIndex() = default;

    // begin(i) is where entry i of count begins, in ascending order.
    template <typename Begin>
    SortedIndex(uint32_t count, Begin begin) {
        if (count == 0) return;
        before_.reserve((begin(count - 1) >> kBucketBits) + 2);
        for (uint32_t i = 0; i < count; ++i) {
            while (before_.size() <= begin(i) >> kBucketBits) before_.push_back(i);
        }
        before_.push_back(count);
    }

    bool Empty() const { return before_.empty(); }
    size_t MemoryBytes() const { return before_.capacity() * sizeof(uint32_t); }

    // Async-signal-safe.
    Range Find(uint32_t offset) const {
        const size_t bucket = offset >> kBucketBits;
        if (bucket + 1 < before_.size()) return {before_[bucket], before_[bucket + 1]};
        return {before_.back(), before_.back()};
    }

  private:
    static constexpr int kBucketBits = 8;

    std::vector<uint32_t> before_;
};

}  // namespace clrscope::unwind
