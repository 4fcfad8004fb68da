// The unwind data of one native library, compiled from its call frame information into sorted rows of 8 bytes.
#pragma once

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

class NativeCode {
  public:
    NativeCode() = default;
    // begin: where the code is mapped. rows: sorted.
    NativeCode(uintptr_t begin, std::vector<NativeRow> rows);

    // Async-signal-safe.
    FrameRule Find(uintptr_t instruction) const;

    const std::vector<NativeRow>& Rows() const { return rows_; }
    size_t MemoryBytes() const { return rows_.capacity() * sizeof(NativeRow) + index_.MemoryBytes(); }

  private:
    uintptr_t begin_ = 0;
    std::vector<NativeRow> rows_;
    SortedIndex index_;
};

// A copy of a library's memory.
struct MemoryCopy {
    uintptr_t address;
    std::vector<uint8_t> bytes;
};

// memory: what holds the library's .eh_frame_hdr, which lies at header, and its .eh_frame. [begin, end): the code to
// make rows for. Both sections may hold anything: what makes no sense is left out. No rows: there is nothing usable.
// Source of the formats: Linux Standard Base Core, "Exception Frames"; DWARF 5, section 6.4.
std::vector<NativeRow> CompileCallFrames(const MemoryCopy& memory, uintptr_t header, uintptr_t begin, uintptr_t end);

}  // namespace clrscope::unwind
