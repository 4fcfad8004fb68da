// What the prologue of the runtime's start-up method does, carried out by a small interpreter of the instructions that
// it uses; that the runtime's compiler takes it for the same is tested end to end.
#include "loading/hook_list.h"

#include <gtest/gtest.h>

#include <cstring>

namespace clrscope {
namespace {

class Interpreter {
  public:
    explicit Interpreter(std::vector<uint8_t> code) : code_(std::move(code)) {}

    // Runs to the end of the code; the first argument is what is left in it.
    const char16_t* Run(const char16_t* argument) {
        argument_ = reinterpret_cast<uintptr_t>(argument);
        for (size_t at = 0; at < code_.size();) at = Step(at);
        EXPECT_TRUE(stack_.empty());
        return reinterpret_cast<const char16_t*>(argument_);
    }

    size_t DeepestStack() const { return deepest_; }

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
    void Load() {
        Push(static_cast<uint64_t>(*reinterpret_cast<const T*>(Pop())));
    }

    template <typename T>
    void Store() {
        const auto value = static_cast<T>(Pop());
        *reinterpret_cast<T*>(Pop()) = value;
    }

    size_t Branch(size_t at, bool taken) const {
        EXPECT_TRUE(!taken || stack_.empty()) << "a branch keeps nothing on the stack";
        return at + 2 + static_cast<size_t>(taken ? static_cast<int8_t>(code_.at(at + 1)) : 0);
    }

    size_t Step(size_t at) {
        const uint8_t opcode = code_.at(at);
        switch (opcode) {
            case 0x02:
                Push(argument_);
                return at + 1;
            case 0x10:
                EXPECT_EQ(code_.at(at + 1), 0);
                argument_ = Pop();
                return at + 2;
            case 0x17:
            case 0x18:
                Push(opcode - 0x16u);
                return at + 1;
            case 0x21: {
                uint64_t value;
                std::memcpy(&value, &code_.at(at + 1), sizeof(value));
                Push(value);
                return at + 9;
            }
            case 0x25:
                Push(stack_.back());
                return at + 1;
            case 0x2B:
                return Branch(at, true);
            case 0x2C:
                return Branch(at, Pop() == 0);
            case 0x34: {
                const uint64_t right = Pop();
                return Branch(at, Pop() >= right);
            }
            case 0x49:
                Load<uint16_t>();
                return at + 1;
            case 0x4D:
                Load<uintptr_t>();
                return at + 1;
            case 0x53:
                Store<uint16_t>();
                return at + 1;
            case 0x54:
                Store<uint32_t>();
                return at + 1;
            case 0xDF:
                Store<uintptr_t>();
                return at + 1;
            case 0x58:
                Push(Pop() + Pop());
                return at + 1;
            case 0xE0:
                return at + 1;
            default:
                throw std::logic_error("opcode " + std::to_string(opcode));
        }
    }

    std::vector<uint8_t> code_;
    std::vector<uint64_t> stack_;
    size_t deepest_ = 0;
    uint64_t argument_ = 0;
};

class HookListTest : public testing::Test {
  protected:
    std::u16string Given(const char16_t* argument) {
        Interpreter interpreter(hooks_.Prologue());
        result_ = interpreter.Run(argument);
        EXPECT_LE(interpreter.DeepestStack(), HookList::kMaxStack);
        return result_;
    }

    HookList hooks_{u"/app/Clrscope.Activity.dll"};
    const char16_t* result_ = nullptr;
};

TEST_F(HookListTest, WithoutOthersOursIsTheList) {
    EXPECT_EQ(hooks_.Asked(), HookList::State::NotAsked);
    EXPECT_EQ(Given(nullptr), u"/app/Clrscope.Activity.dll:");
    EXPECT_EQ(hooks_.Asked(), HookList::State::Given);
}

TEST_F(HookListTest, AnEmptyListIsAsGoodAsNone) {
    EXPECT_EQ(Given(u""), u"/app/Clrscope.Activity.dll:");
    EXPECT_EQ(hooks_.Asked(), HookList::State::Given);
}

TEST_F(HookListTest, OthersComeAfterOurs) {
    EXPECT_EQ(Given(u"/a/First.dll:/b/Zw\u00F6lf.dll"), u"/app/Clrscope.Activity.dll:/a/First.dll:/b/Zw\u00F6lf.dll");
}

TEST_F(HookListTest, AsManyOthersAsThereIsRoomFor) {
    const std::u16string others(HookList::kRoomForOthers, u'x');
    EXPECT_EQ(Given(others.c_str()), u"/app/Clrscope.Activity.dll:" + others);
}

TEST_F(HookListTest, AListThatIsTooLongIsLeftAlone) {
    const std::u16string others(HookList::kRoomForOthers + 1, u'x');
    Given(others.c_str());
    EXPECT_EQ(result_, others.c_str());
    EXPECT_EQ(hooks_.Asked(), HookList::State::OthersOnly);
}

}  // namespace
}  // namespace clrscope
