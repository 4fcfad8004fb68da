#include "loading/hook_list.h"

#include <cstring>

namespace clrscope {

namespace {

// ECMA-335, III.
enum Opcode : uint8_t {
    kLdarg0 = 0x02,
    kStargS = 0x10,
    kLdcI4_0 = 0x16,  // the constants 0 to 8 follow one another
    kLdcI8 = 0x21,
    kDup = 0x25,
    kBrS = 0x2B,
    kBrfalseS = 0x2C,
    kBgeUnS = 0x34,
    kLdindU2 = 0x49,
    kLdindI = 0x4D,
    kStindI2 = 0x53,
    kStindI4 = 0x54,
    kAdd = 0x58,
    kConvU = 0xE0,
    kStindI = 0xDF,
};

class Assembler {
  public:
    // A place that branches lead to. All of them are within reach of the short form.
    struct Label {
        size_t target = 0;
        std::vector<size_t> branches;
    };

    template <typename... Bytes>
    void Emit(Bytes... bytes) {
        (code_.push_back(static_cast<uint8_t>(bytes)), ...);
    }

    void Constant(uint32_t upTo8) { Emit(kLdcI4_0 + upTo8); }

    // Pushes an address of this process.
    void Address(const void* at) {
        const uint64_t value = reinterpret_cast<uintptr_t>(at);
        uint8_t bytes[sizeof(value)];
        std::memcpy(bytes, &value, sizeof(value));
        Emit(kLdcI8);
        code_.insert(code_.end(), bytes, bytes + sizeof(bytes));
        Emit(kConvU);
    }

    void Branch(Opcode opcode, Label* to) {
        Emit(opcode, 0);
        to->branches.push_back(code_.size());
    }

    void Place(Label* label) { label->target = code_.size(); }

    // Once the label is placed and all its branches are there.
    void Resolve(const Label& label) {
        // A branch counts from the instruction after it.
        for (const size_t after : label.branches) code_[after - 1] = static_cast<uint8_t>(label.target - after);
    }

    std::vector<uint8_t> Code() { return std::move(code_); }

  private:
    std::vector<uint8_t> code_;
};

}  // namespace

HookList::HookList(std::u16string_view path) : list_(path) {
    list_ += u':';
    const size_t ours = list_.size();
    list_.resize(ours + kRoomForOthers);
    end_ = list_.data() + ours;
}

std::vector<uint8_t> HookList::Prologue() const {
    static_assert(sizeof(state_) == sizeof(uint32_t));
    Assembler il;
    Assembler::Label copy;
    Assembler::Label copied;
    Assembler::Label tooLong;
    Assembler::Label body;

    // given_ = list
    il.Address(&given_);
    il.Emit(kLdarg0, kStindI);
    // while (list != null && *list != 0)
    il.Place(&copy);
    il.Emit(kLdarg0);
    il.Branch(kBrfalseS, &copied);
    il.Emit(kLdarg0, kLdindU2);
    il.Branch(kBrfalseS, &copied);
    //     if (end_ >= the last place, which stays NUL) goto tooLong
    il.Address(&end_);
    il.Emit(kLdindI);
    il.Address(list_.data() + list_.size());
    il.Branch(kBgeUnS, &tooLong);
    //     *end_++ = *list++
    il.Address(&end_);
    il.Emit(kLdindI, kLdarg0, kLdindU2, kStindI2);
    il.Address(&end_);
    il.Emit(kDup, kLdindI);
    il.Constant(sizeof(char16_t));
    il.Emit(kAdd, kStindI, kLdarg0);
    il.Constant(sizeof(char16_t));
    il.Emit(kAdd, kStargS, 0);
    il.Branch(kBrS, &copy);
    // tooLong: list = given_, state_ = OthersOnly
    il.Place(&tooLong);
    il.Address(&given_);
    il.Emit(kLdindI, kStargS, 0);
    il.Address(&state_);
    il.Constant(static_cast<uint32_t>(State::OthersOnly));
    il.Emit(kStindI4);
    il.Branch(kBrS, &body);
    // copied: list = ours, state_ = Given
    il.Place(&copied);
    il.Address(list_.data());
    il.Emit(kStargS, 0);
    il.Address(&state_);
    il.Constant(static_cast<uint32_t>(State::Given));
    il.Emit(kStindI4);
    il.Place(&body);

    for (const Assembler::Label& label : {copy, copied, tooLong, body}) il.Resolve(label);
    return il.Code();
}

}  // namespace clrscope
