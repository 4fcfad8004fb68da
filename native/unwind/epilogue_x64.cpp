#include <cstring>

#include "platform/handler_code.h"
#include "unwind/epilogue.h"

namespace clrscope::unwind {

namespace {

constexpr uint8_t kRexW = 0x48;
constexpr uint8_t kRexB = 0x41;
constexpr uint8_t kPop = 0x58;  // + register
constexpr uint8_t kRbp = 5;
constexpr int64_t kWord = 8;

// Reads the instructions of a method one by one, and nothing beyond its end.
class Instructions {
  public:
    Instructions(const CodeBounds& code, uintptr_t pc) : code_(code), at_(pc) {}

    bool Has(uintptr_t bytes) const { return code_.end - at_ >= bytes; }
    // The byte at a distance; 0, with which no instruction of an epilogue begins, beyond the end.
    __attribute__((no_sanitize("address"))) uint8_t operator[](uintptr_t distance) const {
        return Has(distance + 1) ? *reinterpret_cast<const uint8_t*>(at_ + distance) : 0;
    }
    int32_t Signed8(uintptr_t distance) const { return static_cast<int8_t>((*this)[distance]); }
    int32_t Signed32(uintptr_t distance) const {
        uint32_t value = 0;
        for (uintptr_t i = 0; i < 4; ++i) value |= uint32_t{(*this)[distance + i]} << (8 * i);
        return static_cast<int32_t>(value);
    }
    // To the method's end, if it comes before.
    void Skip(uintptr_t bytes) { at_ = Has(bytes) ? at_ + bytes : code_.end; }

    // ret, or a jump out of the method: a tail call.
    bool AtReturn() const {
        const Instructions& code = *this;
        if (code[0] == 0xC3 || code[0] == 0xC2) return true;
        if (code[0] == 0xF3 && code[1] == 0xC3) return true;
        if (code[0] == 0xEB) return Has(2) && LeavesMethod(at_ + 2 + static_cast<uintptr_t>(intptr_t{Signed8(1)}));
        if (code[0] == 0xE9) return Has(5) && LeavesMethod(at_ + 5 + static_cast<uintptr_t>(intptr_t{Signed32(1)}));
        if (code[0] == 0xFF && code[1] == 0x25) return Has(6);                            // jmp [rip + n]
        return (code[0] & 0xF8) == kRexW && code[1] == 0xFF && (code[2] & 0x38) == 0x20;  // jmp through a register
    }

  private:
    bool LeavesMethod(uintptr_t target) const {
        return target < code_.begin || target >= code_.end || target == code_.begin;
    }

    CodeBounds code_;
    uintptr_t at_;
};

// Tells most instructions of a method's body from those of an epilogue by one look.
bool MayBeginEpilogueAt(const Instructions& code) {
    switch (code[0]) {
        case kRexW:
            return code[1] == 0x83 || code[1] == 0x81 || code[1] == 0x8D || code[1] == 0xFF;
        case kRexB:
            return (code[1] & 0xF8) == kPop;
        case 0xC2:
        case 0xC3:
        case 0xE9:
        case 0xEB:
        case 0xF3:
        case 0xFF:
            return true;
        default:
            return (code[0] & 0xF8) == kPop || (code[0] & 0xF8) == kRexW;
    }
}

}  // namespace

CLRSCOPE_HANDLER_CODE FrameRule EpilogueRule(const CodeBounds& code, uintptr_t pc) {
    Instructions next(code, pc);
    if (!MayBeginEpilogueAt(next)) return FrameRule();
    RuleBase base = RuleBase::StackPointer;
    int64_t sp = 0;                                                // where the stack pointer will be, from the base
    if (next[0] == kRexW && next[1] == 0x83 && next[2] == 0xC4) {  // add rsp, imm8
        sp = next.Signed8(3);
        next.Skip(4);
    } else if (next[0] == kRexW && next[1] == 0x81 && next[2] == 0xC4) {  // add rsp, imm32
        sp = next.Signed32(3);
        next.Skip(7);
    } else if (next[0] == kRexW && next[1] == 0x8D && next[2] == 0x65) {  // lea rsp, [rbp + disp8]
        base = RuleBase::FramePointer;
        sp = next.Signed8(3);
        next.Skip(4);
    } else if (next[0] == kRexW && next[1] == 0x8D && next[2] == 0xA5) {  // lea rsp, [rbp + disp32]
        base = RuleBase::FramePointer;
        sp = next.Signed32(3);
        next.Skip(7);
    }
    bool popsFramePointer = false;
    int64_t framePointerAt = 0;
    for (;;) {
        if ((next[0] & 0xF8) == kPop) {
            if (next[0] == kPop + kRbp) {
                popsFramePointer = true;
                framePointerAt = sp;
            }
            next.Skip(1);
        } else if (next[0] == kRexB && (next[1] & 0xF8) == kPop) {
            next.Skip(2);
        } else {
            break;
        }
        sp += kWord;
    }
    if (!next.AtReturn()) return FrameRule();
    const int64_t cfa = sp + kWord;
    if (!popsFramePointer) return FrameRule::Make(base, cfa, FrameRule::kFramePointerKept);
    const auto slot = static_cast<uint64_t>(cfa - framePointerAt) / kWord;
    return FrameRule::Make(
        base, cfa, slot < FrameRule::kFramePointerLost ? static_cast<uint32_t>(slot) : FrameRule::kFramePointerLost);
}

}  // namespace clrscope::unwind
