// Builds an UNWIND_INFO operation by operation, in the order of its codes: the last instruction of the prologue first.
#pragma once

#include <cstdint>
#include <vector>

namespace clrscope::test {

inline constexpr uint8_t kRbx = 3;
inline constexpr uint8_t kRbp = 5;
inline constexpr uint8_t kR13 = 13;
inline constexpr uint8_t kR15 = 15;

class MadeUpUnwindInfo {
  public:
    // after, everywhere: the offset at which the instruction ends.
    MadeUpUnwindInfo& Code(uint8_t after, uint8_t operation, uint8_t argument) {
        bytes_.push_back(after);
        bytes_.push_back(static_cast<uint8_t>(operation | argument << 4));
        ++bytes_[2];
        if (bytes_[1] < after) bytes_[1] = after;
        return *this;
    }
    MadeUpUnwindInfo& Slot(uint16_t value) {
        bytes_.push_back(static_cast<uint8_t>(value));
        bytes_.push_back(static_cast<uint8_t>(value >> 8));
        ++bytes_[2];
        return *this;
    }
    MadeUpUnwindInfo& TwoSlots(uint32_t value) {
        return Slot(static_cast<uint16_t>(value)).Slot(static_cast<uint16_t>(value >> 16));
    }

    MadeUpUnwindInfo& Push(uint8_t after, uint8_t reg) { return Code(after, 0, reg); }
    MadeUpUnwindInfo& AllocateSmall(uint8_t after, uint32_t bytes) {
        return Code(after, 2, static_cast<uint8_t>(bytes / 8 - 1));
    }
    MadeUpUnwindInfo& AllocateLarge(uint8_t after, uint32_t bytes) {
        return Code(after, 1, 0).Slot(static_cast<uint16_t>(bytes / 8));
    }
    MadeUpUnwindInfo& AllocateHuge(uint8_t after, uint32_t bytes) { return Code(after, 1, 1).TwoSlots(bytes); }
    MadeUpUnwindInfo& SetFramePointer(uint8_t after, uint32_t offset, uint8_t reg = kRbp) {
        bytes_[3] = static_cast<uint8_t>(reg | offset / 16 << 4);
        return Code(after, 3, 0);
    }
    MadeUpUnwindInfo& SetFramePointerLarge(uint8_t after, uint32_t offset) {
        bytes_[3] = kRbp | 0xF0;
        return Code(after, 11, 0).TwoSlots(offset / 16);
    }
    MadeUpUnwindInfo& Flags(uint8_t flags) {
        bytes_[0] = static_cast<uint8_t>(1 | flags << 3);
        return *this;
    }

    const std::vector<uint8_t>& Bytes() const { return bytes_; }

    // push rbp (1); sub rsp, 32 (5); lea rbp, [rsp + 32] (10)
    static MadeUpUnwindInfo WithFramePointer() {
        return MadeUpUnwindInfo().SetFramePointer(10, 32).AllocateSmall(5, 32).Push(1, kRbp);
    }
    // push rbx (1); sub rsp, 32 (5)
    static MadeUpUnwindInfo WithoutFramePointer() { return MadeUpUnwindInfo().AllocateSmall(5, 32).Push(1, kRbx); }

  private:
    std::vector<uint8_t> bytes_{1, 0, 0, 0};
};

}  // namespace clrscope::test
