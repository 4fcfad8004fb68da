// How to get from one frame to its caller: where the canonical frame address (CFA: the stack pointer before the call)
// lies, and where the caller's frame pointer was saved. Every kind of unwind data is turned into this.
//
// 32 bits, so that tables of it stay small:
//   bits 0..2    base
//   bits 3..10   0: the frame pointer is the caller's; n: it was saved at CFA - 8 n; 255: it is lost
//   bits 11..31  (CFA - base) / 8, signed
#pragma once

#include <cstdint>

namespace clrscope::unwind {

enum class RuleBase : uint32_t {
    Unknown,       // no table covers this code: also what a cleared rule says
    StackPointer,  // CFA = sp + offset
    FramePointer,  // CFA = fp + offset
    Plt,           // an entry of the procedure linkage table: sp + 8, and 8 more once it has pushed
    FarReturn,     // CFA = sp + offset, but the return address lies on top, or above the saved frame pointer: a frame
                   // that stands below a red zone, which the runtime sets up as if the faulting code had called it
    SignalFrame,   // the registers of what was interrupted lie above sp
    Root,          // the outermost frame
};

class FrameRule {
  public:
    static constexpr uint32_t kFramePointerKept = 0;
    static constexpr uint32_t kFramePointerLost = 255;

    constexpr FrameRule() = default;
    constexpr explicit FrameRule(RuleBase base) : bits_(static_cast<uint32_t>(base)) {}
    static constexpr FrameRule FromBits(uint32_t bits) { return FrameRule(bits); }

    // A rule that does not fit into 32 bits is Unknown: the walk ends there by name instead of going astray.
    static constexpr FrameRule Make(RuleBase base, int64_t cfaOffset, uint32_t fpSlot) {
        constexpr int64_t kLimit = int64_t{1} << 20;
        if (cfaOffset % 8 != 0 || cfaOffset / 8 >= kLimit || cfaOffset / 8 < -kLimit) return FrameRule();
        return FrameRule(static_cast<uint32_t>(base) | fpSlot << 3 |
                         (static_cast<uint32_t>(cfaOffset / 8) & 0x1FFFFF) << 11);
    }

    constexpr RuleBase Base() const { return static_cast<RuleBase>(bits_ & 7); }
    constexpr uint32_t FramePointerSlot() const { return bits_ >> 3 & 0xFF; }
    constexpr int64_t CfaOffset() const { return int64_t{static_cast<int32_t>(bits_) >> 11} * 8; }
    constexpr uint32_t Bits() const { return bits_; }

    friend constexpr bool operator==(FrameRule a, FrameRule b) { return a.bits_ == b.bits_; }

  private:
    constexpr explicit FrameRule(uint32_t bits) : bits_(bits) {}

    uint32_t bits_ = 0;
};
static_assert(sizeof(FrameRule) == 4);

}  // namespace clrscope::unwind
