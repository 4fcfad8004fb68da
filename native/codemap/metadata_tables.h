// Rows of the ECMA-335 metadata of a module, read where its PE image lies in memory.
//
// The runtime could be asked, too. But the first to ask it for the metadata of a module makes it open the metadata a
// second time, in a form that can be written to, which it then uses itself for good: that form has no quick look-ups,
// and made a program's start slower by a quarter.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace clrscope {

class MetadataTables {
  public:
    // base, flat: as for FindPeMetadata. Whatever lies there is read without a fault.
    MetadataTables(uintptr_t base, bool flat);

    // False: there is none to be found.
    bool ReadMvid(uint8_t (&mvid)[16]) const;
    // The name of a type definition with its namespace, a nested one's after its outer type and the separator. "": it
    // has none here; it may have come later (hot reload).
    std::string TypeName(uint32_t token, char separator) const;

  private:
    static constexpr uint32_t kTables = 64;

    struct Heap {
        uint64_t at = 0;
        uint64_t size = 0;
    };

    void ReadStreams(uint64_t streams, uint32_t count);
    void ReadTables(Heap tables);
    bool Read(uint64_t offset, void* to, uint64_t size) const;
    template <typename T>
    T ReadAt(uint64_t offset) const;
    uint32_t ColumnSize(uint8_t column) const;
    // The value in a column of a row (from 1); 0 if there is no such row.
    uint32_t Cell(uint32_t table, uint32_t row, uint32_t column) const;
    std::string String(uint32_t offset) const;
    uint32_t OuterType(uint32_t row) const;
    std::string TypeName(uint32_t row, char separator, int depth) const;

    uintptr_t address_ = 0;  // of the metadata
    uint64_t size_ = 0;      // 0: there is none
    Heap strings_;
    Heap guids_;
    uint8_t heapSizes_ = 0;
    std::array<uint32_t, kTables> rows_{};
    std::array<uint32_t, kTables> rowSizes_{};
    std::array<uint64_t, kTables> tables_{};  // 0: not there
};

}  // namespace clrscope
