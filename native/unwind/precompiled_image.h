// The precompiled (ReadyToRun) code of one PE image, as the runtime has mapped it: a table of RUNTIME_FUNCTION rows,
// sorted by address, each with its UNWIND_INFO. Read in place, also by the handler: such an image is never unmapped.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "unwind/managed_code.h"
#include "unwind/sorted_index.h"

namespace clrscope::unwind {

class PrecompiledImage {
  public:
    // size: bytes mapped from base. What it finds is empty for an image without precompiled code.
    static PrecompiledImage Read(uintptr_t base, uint64_t size);

    bool Empty() const { return count_ == 0; }
    uintptr_t Base() const { return base_; }
    uintptr_t End() const { return base_ + size_; }

    // Whether it has been looked into so often that this has cost as much as making an index.
    bool WantsIndex() const {
        return index_.Empty() && lookUps_->load(std::memory_order_relaxed) >= count_ / kLookUpsOfIndex + 1;
    }
    PrecompiledImage Indexed() const;
    size_t MemoryBytes() const { return index_.MemoryBytes(); }

    // Async-signal-safe. The function or funclet at an address, and how to leave it. False: there is none.
    bool Find(uintptr_t instruction, ManagedCode* found) const;

  private:
    // What one look-up costs more without an index is what so many of its entries take to be made.
    static constexpr uint32_t kLookUpsOfIndex = 64;

    struct RuntimeFunction {
        uint32_t begin;
        uint32_t end;
        uint32_t unwindInfo;
    };

    uint32_t Begin(uint32_t index) const;
    RuntimeFunction Row(uint32_t index) const;
    // The UNWIND_INFO at an offset, or null if it does not lie in the image.
    const uint8_t* Info(uint32_t offset) const;

    uintptr_t base_ = 0;
    uint64_t size_ = 0;
    uintptr_t table_ = 0;
    uint32_t count_ = 0;
    SortedIndex index_;
    std::shared_ptr<std::atomic<uint32_t>> lookUps_ = std::make_shared<std::atomic<uint32_t>>(0);
};

}  // namespace clrscope::unwind
