#include <cstring>

#include "platform/handler_code.h"
#include "unwind/precompiled_image.h"
#include "unwind/unwind_info.h"

namespace clrscope::unwind {

namespace {

constexpr int kMaxChain = 4;

// Where the row of the function lies that a chained UNWIND_INFO continues: codes come in pairs, so that what follows
// them is aligned to 4 bytes.
size_t ChainOffset(const uint8_t* info) {
    return (UnwindInfoSize(info) + 3) & ~size_t{3};
}

template <typename T>
T ReadAt(uintptr_t address) {
    T value;
    memcpy(&value, reinterpret_cast<const void*>(address), sizeof(value));
    return value;
}

}  // namespace

// PE/COFF: e_lfanew at 0x3C; after the signature and the file header (24 bytes) the optional header, for PE32+ with its
// magic 0x20B, NumberOfRvaAndSizes at 108 and the data directories from 112, of which the fourth is the exception
// directory.
PrecompiledImage PrecompiledImage::Read(uintptr_t base, uint64_t size) {
    constexpr uint32_t kOptionalHeader = 24;
    constexpr uint32_t kDirectories = kOptionalHeader + 112;
    constexpr uint32_t kExceptionDirectory = 3;
    PrecompiledImage image;
    if (size < 0x40 || size > UINT32_MAX) return image;
    const auto header = ReadAt<uint32_t>(base + 0x3C);
    if (header > size || size - header < kDirectories + (kExceptionDirectory + 1) * 8) return image;
    const uintptr_t at = base + header;
    if (ReadAt<uint32_t>(at) != 0x4550 || ReadAt<uint16_t>(at + kOptionalHeader) != 0x20B ||
        ReadAt<uint32_t>(at + kOptionalHeader + 108) <= kExceptionDirectory) {
        return image;
    }
    const auto table = ReadAt<uint32_t>(at + kDirectories + kExceptionDirectory * 8);
    const auto tableSize = ReadAt<uint32_t>(at + kDirectories + kExceptionDirectory * 8 + 4);
    if (table == 0 || table > size || tableSize > size - table) return image;
    image.base_ = base;
    image.size_ = size;
    image.table_ = base + table;
    image.count_ = tableSize / sizeof(RuntimeFunction);
    return image;
}

PrecompiledImage PrecompiledImage::Indexed() const {
    PrecompiledImage indexed = *this;
    // A table that is not sorted, which the runtime could not use either, makes a wrong index, not a dangerous one.
    indexed.index_ = SortedIndex(count_, [this](uint32_t i) { return Begin(i) <= size_ ? Begin(i) : 0; });
    return indexed;
}

uint32_t PrecompiledImage::Begin(uint32_t index) const {
    return ReadAt<uint32_t>(table_ + uintptr_t{index} * sizeof(RuntimeFunction));
}

PrecompiledImage::RuntimeFunction PrecompiledImage::Row(uint32_t index) const {
    return ReadAt<RuntimeFunction>(table_ + uintptr_t{index} * sizeof(RuntimeFunction));
}

const uint8_t* PrecompiledImage::Info(uint32_t offset) const {
    if (offset > size_ || size_ - offset < 4) return nullptr;
    const auto* info = reinterpret_cast<const uint8_t*>(base_ + offset);
    const size_t size = UnwindInfoSize(info);
    const size_t needed = IsChained(info) ? ChainOffset(info) + sizeof(RuntimeFunction) : size;
    return size != 0 && size_ - offset >= needed ? info : nullptr;
}

CLRSCOPE_HANDLER_CODE bool PrecompiledImage::Find(uintptr_t instruction, ManagedCode* found) const {
    const auto offset = static_cast<uint32_t>(instruction - base_);
    SortedIndex::Range range{0, count_};
    if (index_.Empty()) {
        lookUps_->fetch_add(1, std::memory_order_relaxed);
    } else {
        range = index_.Find(offset);
    }
    auto [first, last] = range;
    while (first < last) {
        const uint32_t middle = first + (last - first) / 2;
        if (Begin(middle) <= offset) {
            first = middle + 1;
        } else {
            last = middle;
        }
    }
    if (first == 0) return false;
    RuntimeFunction function = Row(first - 1);
    if (offset >= function.end || function.end > size_) return false;
    *found = {{base_ + function.begin, base_ + function.end}, FrameRule(), Funclet::No};

    PrologueReversal reversal;
    uint32_t inFunction = offset - function.begin;
    for (int link = 0; link < kMaxChain; ++link) {
        const uint8_t* info = Info(function.unwindInfo);
        if (info == nullptr || !reversal.Undo(info, inFunction)) return true;
        if (!IsChained(info)) {
            found->rule = reversal.Result();
            if (link == 0 && !SavesFramePointer(info)) found->funclet = Funclet::Possible;
            return true;
        }
        function = ReadAt<RuntimeFunction>(reinterpret_cast<uintptr_t>(info) + ChainOffset(info));
        inFunction = UINT32_MAX;  // its prologue is over
    }
    return true;
}

}  // namespace clrscope::unwind
