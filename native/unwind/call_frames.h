// The call frame information of one native library: what tells, for each of its instructions, how to leave its frame.
//
// It can be looked into as it is, which a program that has just started, or ends soon, gets by with: nothing but a copy
// has to be made. Where many walks come by, it is compiled into rows, which are quicker to search.
//
// Source of the formats: Linux Standard Base Core, "Exception Frames"; DWARF 5, section 6.4.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "unwind/frame_rule.h"
#include "unwind/sorted_index.h"

namespace clrscope::unwind {

// The rule holds from start, an offset into the library's code, to the next row.
struct NativeRow {
    uint32_t start;
    FrameRule rule;
};

// A copy of a library's memory.
struct MemoryCopy {
    uintptr_t address;
    std::vector<uint8_t> bytes;
};

class CallFrames {
  public:
    // memory: what holds the library's .eh_frame_hdr, which lies at header, and its .eh_frame. [begin, end): the code.
    // Both sections may hold anything: what makes no sense is left out.
    CallFrames(MemoryCopy memory, uintptr_t header, uintptr_t begin, uintptr_t end);
    ~CallFrames();
    CallFrames(const CallFrames&) = delete;
    CallFrames& operator=(const CallFrames&) = delete;

    // There is nothing usable.
    bool Empty() const { return tableSize_ == 0; }
    // Async-signal-safe.
    FrameRule Find(uintptr_t instruction) const;
    // Whether it has been looked into so often that this has cost as much as compiling it.
    bool WantsRows() const {
        return lookUps_.load(std::memory_order_relaxed) >= tableSize_ / kLookUpsOfRows + kFewLookUps;
    }

    // Sorted rows for all of the code.
    std::vector<NativeRow> Compile() const;

    uintptr_t Begin() const { return begin_; }
    size_t MemoryBytes() const;

  private:
    // What one look-up costs more without rows, in memory that has gone cold, is what so many functions take to be
    // compiled.
    static constexpr uint32_t kLookUpsOfRows = 16;
    static constexpr uint32_t kFewLookUps = 64;

    struct CommonInfo;
    struct Function;
    class Rows;

    void IndexTable();
    // The table's row: offsets from the header to a function and to its description.
    int32_t TableEntry(uint32_t index, uint32_t column) const;
    uintptr_t Description(uint32_t index) const;
    uint32_t EntriesUpTo(uintptr_t instruction) const;
    static FrameRule RuleAt(const Function& function, uint64_t offset);
    const CommonInfo* Common(uintptr_t address) const;
    bool ReadFunction(uintptr_t address, Function* function) const;
    CommonInfo ReadCommon(uintptr_t address) const;

    MemoryCopy memory_;
    uintptr_t header_;
    uintptr_t begin_;
    uintptr_t end_;
    size_t table_ = 0;  // where its search table lies in the copy
    uint32_t tableSize_ = 0;
    std::vector<CommonInfo> common_;  // by address
    SortedIndex index_;               // of the search table
    mutable std::atomic<uint32_t> lookUps_{0};
};

}  // namespace clrscope::unwind
