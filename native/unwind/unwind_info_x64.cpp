#include <algorithm>
#include <cstring>

#include "platform/handler_code.h"
#include "unwind/unwind_info.h"

namespace clrscope::unwind {

namespace {

constexpr size_t kHeaderSize = 4;
constexpr uint8_t kChained = 4;  // flag
constexpr uint8_t kRbp = 5;      // in UNWIND_INFO's numbering

enum Operation : uint8_t {
    PushNonvolatile = 0,
    AllocateLarge = 1,
    AllocateSmall = 2,
    SetFramePointer = 3,
    SaveNonvolatile = 4,
    SaveNonvolatileFar = 5,
    SaveXmm128 = 8,
    SaveXmm128Far = 9,
    SetFramePointerLarge = 11,  // the CLR's own, on Unix: the offset in 16 byte units follows in two slots
};

uint32_t Word(const uint8_t* at) {
    uint16_t value;
    memcpy(&value, at, sizeof(value));
    return value;
}

uint32_t DoubleWord(const uint8_t* at) {
    uint32_t value;
    memcpy(&value, at, sizeof(value));
    return value;
}

// Slots of two bytes that an operation takes; 0: unknown.
uint32_t Slots(uint8_t operation, uint8_t info) {
    switch (operation) {
        case PushNonvolatile:
        case AllocateSmall:
        case SetFramePointer:
            return 1;
        case AllocateLarge:
            return info == 0 ? 2 : info == 1 ? 3 : 0;
        case SaveNonvolatile:
        case SaveXmm128:
            return 2;
        case SaveNonvolatileFar:
        case SaveXmm128Far:
        case SetFramePointerLarge:
            return 3;
        default:
            return 0;
    }
}

}  // namespace

size_t UnwindInfoSize(const uint8_t* info) {
    if ((info[0] & 7) != 1) return 0;
    return kHeaderSize + size_t{info[2]} * 2;
}

bool IsChained(const uint8_t* info) {
    return (info[0] >> 3 & kChained) != 0;
}

bool SavesFramePointer(const uint8_t* info) {
    const uint32_t count = info[2];
    uint32_t slots;
    for (uint32_t i = 0; i < count; i += slots) {
        const uint8_t code = info[kHeaderSize + size_t{i} * 2 + 1];
        slots = Slots(code & 15, code >> 4);
        if (slots == 0) return false;
        if (code == (kRbp << 4 | PushNonvolatile)) return true;
    }
    return false;
}

uint8_t PrologueEnd(const uint8_t* info) {
    // Not what the header says of it, since Undo does not look at that either.
    uint8_t end = 0;
    uint32_t slots;
    for (uint32_t i = 0; i < info[2]; i += slots) {
        const uint8_t* code = info + kHeaderSize + size_t{i} * 2;
        slots = Slots(code[1] & 15, code[1] >> 4);
        if (slots == 0) break;  // Undo ends there, too
        end = std::max(end, code[0]);
    }
    return end;
}

CLRSCOPE_HANDLER_CODE bool PrologueReversal::Undo(const uint8_t* info, uint32_t offset) {
    const uint32_t count = info[2];
    const uint8_t frameRegister = info[3] & 15;
    const int64_t frameOffset = int64_t{info[3] >> 4} * 16;
    const uint8_t* codes = info + kHeaderSize;
    uint32_t slots;
    for (uint32_t i = 0; i < count; i += slots) {
        const uint8_t* code = codes + size_t{i} * 2;
        const uint8_t operation = code[1] & 15;
        const uint8_t argument = code[1] >> 4;
        slots = Slots(operation, argument);
        if (slots == 0 || slots > count - i) return false;
        if (code[0] > offset) continue;
        switch (operation) {
            case PushNonvolatile:
                if (argument == kRbp) savedFramePointer_ = depth_;
                depth_ += 8;
                break;
            case AllocateSmall:
                depth_ += argument * 8 + 8;
                break;
            case AllocateLarge:
                depth_ += argument == 0 ? int64_t{Word(code + 2)} * 8 : int64_t{DoubleWord(code + 2)};
                break;
            case SetFramePointer:
            case SetFramePointerLarge:
                if (frameRegister != kRbp) return false;
                base_ = RuleBase::FramePointer;
                depth_ = -(operation == SetFramePointer ? frameOffset : int64_t{DoubleWord(code + 2)} * 16);
                break;
            case SaveNonvolatile:
            case SaveNonvolatileFar:
                // Saved by a move, relative to the bottom of the frame. The CLR's compilers push instead.
                if (argument == kRbp) return false;
                break;
            default:  // vector registers are of no concern
                break;
        }
    }
    return true;
}

CLRSCOPE_HANDLER_CODE FrameRule PrologueReversal::Result() const {
    const int64_t cfa = depth_ + 8;
    if (savedFramePointer_ == kNotSaved) return FrameRule::Make(base_, cfa, FrameRule::kFramePointerKept);
    const int64_t slot = (cfa - savedFramePointer_) / 8;
    return FrameRule::Make(
        base_, cfa,
        slot > 0 && slot < FrameRule::kFramePointerLost ? static_cast<uint32_t>(slot) : FrameRule::kFramePointerLost);
}

}  // namespace clrscope::unwind
