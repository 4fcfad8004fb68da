// What the prologue of the runtime's start-up method does, carried out by a small interpreter of the instructions that
// it uses; that the runtime's compiler takes it for the same is tested end to end.
#include "loading/tracker_call.h"

#include <gtest/gtest.h>

#include <cstring>
#include <stdexcept>

namespace clrscope {
namespace {

constexpr CoreMethods kCore{0x06000000, 0x06000001, 0x06000002, 0x06000003,
                            0x06000004, 0x06000005, 0x06000006, 0x02000007};

// What the core library's methods return here.
constexpr uint64_t kContext = 0xC0;
constexpr uint64_t kAssembly = 0xA0;
constexpr uint64_t kMethod = 0xE0;
constexpr uint64_t kText = 0x70;
constexpr uint64_t kException = 0xEE;

struct Thrown {};

class Interpreter {
  public:
    Interpreter(TrackerCall::Code code, bool hooksAreOn, uint32_t throwing = 0)
        : code_(std::move(code.il)), guard_(code.guard), hooksAreOn_(hooksAreOn), throwing_(throwing) {}

    // Runs to the end of the code.
    void Run() {
        for (size_t at = 0; at < code_.size();) {
            try {
                at = Step(at);
            } catch (const Thrown&) {
                ASSERT_GE(at, guard_.tryOffset);
                ASSERT_LT(at, guard_.tryOffset + guard_.tryLength);
                stack_ = {kException};
                at = guard_.handlerOffset;
            }
        }
        EXPECT_TRUE(stack_.empty());
    }

    size_t DeepestStack() const { return deepest_; }
    const std::u16string& Loaded() const { return loaded_; }
    int Calls() const { return calls_; }

  private:
    void Push(uint64_t value) {
        stack_.push_back(value);
        deepest_ = std::max(deepest_, stack_.size());
    }

    uint64_t Pop() {
        if (stack_.empty()) throw std::logic_error("nothing on the stack");
        const uint64_t value = stack_.back();
        stack_.pop_back();
        return value;
    }

    template <typename T>
    T Operand(size_t at) const {
        T value;
        std::memcpy(&value, &code_.at(at + 1), sizeof(value));
        return value;
    }

    size_t Branch(size_t at, bool taken) const {
        EXPECT_TRUE(!taken || stack_.empty()) << "a branch keeps nothing on the stack";
        return at + 2 + static_cast<size_t>(taken ? Operand<int8_t>(at) : 0);
    }

    void Call(uint8_t opcode, uint32_t method) {
        if (method == throwing_) throw Thrown();
        EXPECT_EQ(opcode == 0x73, method == kCore.newString);
        if (method == kCore.hooksAreOn) return Push(hooksAreOn_);
        if (method == kCore.defaultContext) return Push(kContext);
        if (method == kCore.newString) {
            text_ = reinterpret_cast<const char16_t*>(Pop());
            return Push(kText);
        }
        if (method == kCore.load) {
            EXPECT_EQ(Pop(), kText);
            EXPECT_EQ(Pop(), kContext);
            loaded_ = text_;
            return Push(kAssembly);
        }
        if (method == kCore.entryPoint) {
            EXPECT_EQ(Pop(), kAssembly);
            return Push(kMethod);
        }
        EXPECT_EQ(method, kCore.invoke);
        EXPECT_EQ(Pop(), 0u) << "no arguments";
        EXPECT_EQ(Pop(), 0u) << "no instance";
        EXPECT_EQ(Pop(), kMethod);
        ++calls_;
        Push(0);
    }

    size_t Step(size_t at) {
        const uint8_t opcode = code_.at(at);
        switch (opcode) {
            case 0x14:
                Push(0);
                return at + 1;
            case 0x17:
            case 0x18:
            case 0x19:
                Push(opcode - 0x16u);
                return at + 1;
            case 0x21:
                Push(Operand<uint64_t>(at));
                return at + 9;
            case 0x26:
                Pop();
                return at + 1;
            case 0x28:
            case 0x6F:
            case 0x73:
                Call(opcode, Operand<uint32_t>(at));
                return at + 5;
            case 0x2B:
            case 0xDE:
                return Branch(at, true);
            case 0x2D:
                return Branch(at, Pop() != 0);
            case 0x54: {
                const auto value = static_cast<uint32_t>(Pop());
                *reinterpret_cast<uint32_t*>(Pop()) = value;
                return at + 1;
            }
            case 0xE0:
                return at + 1;
            default:
                throw std::logic_error("opcode " + std::to_string(opcode));
        }
    }

    std::vector<uint8_t> code_;
    IlCatch guard_;
    bool hooksAreOn_;
    uint32_t throwing_;
    std::vector<uint64_t> stack_;
    size_t deepest_ = 0;
    std::u16string text_;
    std::u16string loaded_;
    int calls_ = 0;
};

TEST(TrackerCall, LoadsTheAssemblyAndCallsItsEntryPoint) {
    const TrackerCall call(u"/app/Clrscope.Activity.dll");
    EXPECT_EQ(call.Asked(), TrackerCall::State::NotAsked);
    Interpreter interpreter(call.Prologue(kCore), true);
    interpreter.Run();
    EXPECT_EQ(interpreter.Loaded(), u"/app/Clrscope.Activity.dll");
    EXPECT_EQ(interpreter.Calls(), 1);
    EXPECT_LE(interpreter.DeepestStack(), TrackerCall::kMaxStack);
    EXPECT_EQ(call.Asked(), TrackerCall::State::Called);
}

TEST(TrackerCall, WhatIsThrownDoesNotReachTheProgram) {
    for (const uint32_t method : {kCore.defaultContext, kCore.load, kCore.newString, kCore.entryPoint, kCore.invoke}) {
        const TrackerCall call(u"/app/Clrscope.Activity.dll");
        const TrackerCall::Code code = call.Prologue(kCore);
        EXPECT_EQ(code.guard.type, kCore.object);
        EXPECT_EQ(code.guard.handlerOffset + code.guard.handlerLength, code.il.size());
        Interpreter interpreter(code, true, method);
        interpreter.Run();
        EXPECT_EQ(call.Asked(), TrackerCall::State::Failed) << method;
    }
}

TEST(TrackerCall, DoesNothingWhereHooksAreOff) {
    const TrackerCall call(u"/app/Clrscope.Activity.dll");
    Interpreter interpreter(call.Prologue(kCore), false);
    interpreter.Run();
    EXPECT_EQ(interpreter.Loaded(), u"");
    EXPECT_EQ(interpreter.Calls(), 0);
    EXPECT_EQ(call.Asked(), TrackerCall::State::HooksOff);
}

}  // namespace
}  // namespace clrscope
