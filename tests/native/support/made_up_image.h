// A PE image with precompiled code, in memory that ends at a page which cannot be read.
#pragma once

#include <cstring>
#include <vector>

#include "support/guarded_stack.h"

namespace clrscope::test {

class MadeUpImage {
  public:
    static constexpr uint32_t kHeader = 0x80;
    static constexpr uint32_t kOptionalHeader = kHeader + 24;
    static constexpr uint32_t kDirectory = kOptionalHeader + 112 + 3 * 8;
    static constexpr uint32_t kTable = 0x200;
    static constexpr uint32_t kInfos = 0x600;
    static constexpr uint32_t kCode = 0x1000;
    static constexpr uint64_t kSize = 0x4000;

    MadeUpImage() {
        Set<uint32_t>(0x3C, kHeader);
        Set<uint32_t>(kHeader, 0x4550);
        Set<uint16_t>(kOptionalHeader, 0x20B);
        Set<uint32_t>(kOptionalHeader + 108, 16);
        Set<uint32_t>(kDirectory, kTable);
    }

    uintptr_t Base() const { return memory_.Low(); }
    uintptr_t Code(uint32_t offset) const { return Base() + kCode + offset; }

    template <typename T>
    void Set(uint32_t at, T value) {
        std::memcpy(reinterpret_cast<void*>(Base() + at), &value, sizeof(value));
    }
    void SetBytes(uint32_t at, const std::vector<uint8_t>& bytes) {
        std::memcpy(reinterpret_cast<void*>(Base() + at), bytes.data(), bytes.size());
    }

    // Adds a function, by offsets into the code and in ascending order. What follows the codes of a chained info is the
    // row of another function.
    uint32_t Add(uint32_t begin, uint32_t end, const std::vector<uint8_t>& info) {
        const uint32_t at = nextInfo_;
        SetBytes(at, info);
        nextInfo_ = (at + static_cast<uint32_t>(info.size()) + 3) / 4 * 4;
        AddAt(begin, end, at);
        return at;
    }
    void AddAt(uint32_t begin, uint32_t end, uint32_t info) {
        SetRow(kTable + count_ * 12, begin, end, info);
        Set<uint32_t>(kDirectory + 4, ++count_ * 12);
    }
    void Chain(uint32_t begin, uint32_t end, uint32_t info) {
        SetRow(nextInfo_, begin, end, info);
        nextInfo_ += 12;
    }

  private:
    void SetRow(uint32_t at, uint32_t begin, uint32_t end, uint32_t info) {
        Set<uint32_t>(at, kCode + begin);
        Set<uint32_t>(at + 4, kCode + end);
        Set<uint32_t>(at + 8, info);
    }

    GuardedStack memory_{kSize / GuardedStack::kPage};
    uint32_t nextInfo_ = kInfos;
    uint32_t count_ = 0;
};

}  // namespace clrscope::test
