#include "platform/signal_stack.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>

#include <thread>

// The sanitizer's own alternate stacks would be in the way: it frees whatever is set when a thread ends.
extern "C" __attribute__((visibility("default"), used)) const char* __asan_default_options();
extern "C" const char* __asan_default_options() {
    return "use_sigaltstack=0";
}

namespace clrscope::platform {
namespace {

constexpr size_t kSmall = 16384;
constexpr size_t kLarge = 65536;

stack_t Current() {
    stack_t stack{};
    EXPECT_EQ(0, sigaltstack(nullptr, &stack));
    return stack;
}

void Set(void* memory, int flags = 0) {
    stack_t stack{};
    stack.ss_sp = memory;
    stack.ss_size = kSmall;
    stack.ss_flags = flags;
    EXPECT_EQ(0, sigaltstack(&stack, nullptr));
}

constexpr uint64_t kMark = 0x5EA1ED5747ACC0DE;

uint64_t* MarkOf(void* memory, size_t size) {
    return static_cast<uint64_t*>(memory) + size / sizeof(uint64_t) / 2;
}

void Mark(void* memory, size_t size) {
    *MarkOf(memory, size) = kMark;
}

// The mark tells it from what somebody else, a sanitizer, say, has mapped there since.
bool IsThere(void* memory, size_t size) {
    return msync(memory, size, MS_ASYNC) == 0 && *MarkOf(memory, size) == kMark;
}

// Like the CLR's, which have their guard page inside.
void* MapSmall() {
    void* memory = mmap(nullptr, kSmall, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    Mark(memory, kSmall);
    EXPECT_EQ(0, mprotect(memory, 4096, PROT_NONE));
    return memory;
}

TEST(SignalStack, GivesALargerOneUntilTheThreadEnds) {
    void* small = MapSmall();
    void* large = nullptr;
    std::thread([&] {
        Set(small);
        EnlargeSignalStack();
        large = Current().ss_sp;
        Mark(large, kLarge);
        EXPECT_EQ(kLarge, Current().ss_size);
        EXPECT_NE(small, large);
        EXPECT_TRUE(IsThere(small, kSmall));
        EnlargeSignalStack();
        EXPECT_EQ(large, Current().ss_sp) << "replaced again";
    }).join();
    EXPECT_FALSE(IsThere(large, kLarge));
    EXPECT_TRUE(IsThere(small, kSmall)) << "it was set again, so its owner can free it";
    munmap(small, kSmall);
}

TEST(SignalStack, FreesTheOriginalWhenItsOwnerDidNotFindIt) {
    void* small = MapSmall();
    void* large = nullptr;
    std::thread([&] {
        Set(small);
        EnlargeSignalStack();
        large = Current().ss_sp;
        Mark(large, kLarge);
        Set(nullptr, SS_DISABLE);  // as the CLR does when its thread ends
    }).join();
    EXPECT_FALSE(IsThere(large, kLarge));
    EXPECT_FALSE(IsThere(small, kSmall));
}

TEST(SignalStack, LeavesOneWithoutAGuardPageOfItsOwn) {
    void* small = MapSmall();
    ASSERT_EQ(0, mprotect(small, 4096, PROT_READ | PROT_WRITE));
    std::thread([&] {
        Set(small);
        EnlargeSignalStack();
        EXPECT_EQ(small, Current().ss_sp);
    }).join();
    EXPECT_TRUE(IsThere(small, kSmall));
    munmap(small, kSmall);
}

TEST(SignalStack, LeavesOneThatLiesInsideOtherMemory) {
    alignas(16) static char memory[kSmall + 16];
    std::thread([&] {
        Set(memory + 16);
        EnlargeSignalStack();
        EXPECT_EQ(memory + 16, Current().ss_sp);
    }).join();
}

TEST(SignalStack, LeavesAThreadWithoutOneAlone) {
    std::thread([] {
        Set(nullptr, SS_DISABLE);
        EnlargeSignalStack();
        EXPECT_NE(0, Current().ss_flags & SS_DISABLE);
    }).join();
}

}  // namespace
}  // namespace clrscope::platform
