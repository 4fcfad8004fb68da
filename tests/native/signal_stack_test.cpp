#include "platform/signal_stack.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>

#include <thread>

namespace clrscope::platform {
namespace {

constexpr size_t kSmall = 16384;

stack_t Current() {
    stack_t stack{};
    EXPECT_EQ(0, sigaltstack(nullptr, &stack));
    return stack;
}

// On a thread of its own, so that nothing stays behind.
template <typename Body>
void OnThread(Body body) {
    std::thread(body).join();
}

void* Map() {
    return mmap(nullptr, kSmall, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

TEST(SignalStack, ReplacesASmallOneOfTheClrAndUnmapsIt) {
    OnThread([] {
        void* small = Map();
        ASSERT_EQ(0, mprotect(small, 4096, PROT_NONE));
        stack_t stack{};
        stack.ss_sp = small;
        stack.ss_size = kSmall;
        ASSERT_EQ(0, sigaltstack(&stack, nullptr));

        EnlargeSignalStack();

        const stack_t now = Current();
        EXPECT_EQ(65536u, now.ss_size);
        EXPECT_NE(small, now.ss_sp);
        EXPECT_NE(0, msync(small, kSmall, MS_ASYNC)) << "still mapped";
        EnlargeSignalStack();
        EXPECT_EQ(now.ss_sp, Current().ss_sp) << "replaced again";
        stack.ss_flags = SS_DISABLE;
        sigaltstack(&stack, nullptr);
        munmap(now.ss_sp, now.ss_size);
    });
}

TEST(SignalStack, LeavesOneWithoutAGuardPageOfItsOwn) {
    OnThread([] {
        stack_t stack{};
        stack.ss_sp = Map();
        stack.ss_size = kSmall;
        ASSERT_EQ(0, sigaltstack(&stack, nullptr));
        EnlargeSignalStack();
        EXPECT_EQ(stack.ss_sp, Current().ss_sp);
        EXPECT_EQ(0, msync(stack.ss_sp, kSmall, MS_ASYNC));
        void* memory = stack.ss_sp;
        stack.ss_flags = SS_DISABLE;
        sigaltstack(&stack, nullptr);
        munmap(memory, kSmall);
    });
}

TEST(SignalStack, LeavesOneThatLiesInsideOtherMemory) {
    OnThread([] {
        alignas(16) static char memory[kSmall + 16];
        stack_t stack{};
        stack.ss_sp = memory + 16;
        stack.ss_size = kSmall;
        ASSERT_EQ(0, sigaltstack(&stack, nullptr));
        EnlargeSignalStack();
        EXPECT_EQ(memory + 16, Current().ss_sp);
        stack.ss_flags = SS_DISABLE;
        sigaltstack(&stack, nullptr);
    });
}

TEST(SignalStack, LeavesAThreadWithoutOneAlone) {
    OnThread([] {
        stack_t none{};
        none.ss_flags = SS_DISABLE;
        sigaltstack(&none, nullptr);  // sanitizers set one
        EnlargeSignalStack();
        EXPECT_NE(0, Current().ss_flags & SS_DISABLE);
    });
}

}  // namespace
}  // namespace clrscope::platform
