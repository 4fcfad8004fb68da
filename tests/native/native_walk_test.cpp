// Walks over real native code. A program is executed in single steps, and in the signal that follows each instruction
// the walk's result is compared with that of the compiler's own unwinder.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <ucontext.h>
#include <unwind.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>

#include "platform/threads.h"
#include "support/native_tables.h"
#include "unwind/stack_walk.h"

namespace clrscope::unwind {
namespace {

using layout::StopReason;
using test::NativeRegions;

constexpr greg_t kTrapFlag = 0x100;

struct Frames {
    size_t count = 0;
    uint64_t at[layout::kMaxFrames];
};

struct Disagreement {
    Frames ours, theirs;
    Walk walk;
};

struct Comparison {
    CodeTables* tables;
    StackBounds bounds;
    uint64_t steps = 0;
    uint64_t walks = 0;
    uint64_t every = 1;
    uint64_t frames = 0;
    uint64_t throughSignals = 0;
    uint64_t disagreements = 0;
    volatile bool stop = false;
    Disagreement first[4];
};

Comparison* g_comparison;
const void* g_endElsewhere[3];

// From the library itself: sanitizers put functions of their own in front.
void FindWhatEndsElsewhere() {
    void* library = dlopen("libgcc_s.so.1", RTLD_LAZY | RTLD_NOLOAD);
    ASSERT_NE(library, nullptr);
    g_endElsewhere[0] = dlsym(library, "_Unwind_RaiseException");
    g_endElsewhere[1] = dlsym(library, "_Unwind_Resume");
    g_endElsewhere[2] = dlsym(library, "_Unwind_Resume_or_Rethrow");
}

struct Backtrace {
    uintptr_t interrupted;
    bool found;
    bool throughSignal;
    Frames* frames;
};

_Unwind_Reason_Code AddFrame(_Unwind_Context* context, void* argument) {
    auto* backtrace = static_cast<Backtrace*>(argument);
    int beforeInstruction = 0;
    const uintptr_t ip = _Unwind_GetIPInfo(context, &beforeInstruction);
    const bool isFirst = !backtrace->found && beforeInstruction != 0 && ip == backtrace->interrupted;
    backtrace->found |= isFirst;
    if (!backtrace->found || ip == 0) return _URC_NO_REASON;
    if (!isFirst && beforeInstruction != 0) backtrace->throughSignal = true;
    Frames& frames = *backtrace->frames;
    if (frames.count == layout::kMaxFrames) return _URC_END_OF_STACK;
    frames.at[frames.count++] = beforeInstruction != 0 && !isFirst ? ip + 1 : ip;
    return _URC_NO_REASON;
}

// They end by moving the stack pointer to the frame of the handler, of which their call frame information knows
// nothing: the compiler's unwinder crashes there.
bool EndsElsewhere(uintptr_t pc) {
    const void* function = _Unwind_FindEnclosingFunction(reinterpret_cast<void*>(pc));
    return std::find(std::begin(g_endElsewhere), std::end(g_endElsewhere), function) != std::end(g_endElsewhere);
}

void OnStep(int, siginfo_t*, void* argument) {
    auto* machine = static_cast<ucontext_t*>(argument)->uc_mcontext.gregs;
    Comparison& comparison = *g_comparison;
    if (comparison.stop) {
        machine[REG_EFL] &= ~kTrapFlag;
        return;
    }
    machine[REG_EFL] |= kTrapFlag;
    const auto pc = static_cast<uintptr_t>(machine[REG_RIP]);
    if (++comparison.steps % comparison.every != 0 || EndsElsewhere(pc)) return;
    static Disagreement now;
    now.ours.count = now.theirs.count = 0;
    now.walk = WalkStack({pc, static_cast<uintptr_t>(machine[REG_RSP]), static_cast<uintptr_t>(machine[REG_RBP])},
                         comparison.bounds, comparison.tables, now.ours.at, layout::kMaxFrames);
    now.ours.count = now.walk.frameCount;
    Backtrace backtrace{pc, false, false, &now.theirs};
    _Unwind_Backtrace(AddFrame, &backtrace);
    ++comparison.walks;
    comparison.frames += now.ours.count;
    if (backtrace.throughSignal) ++comparison.throughSignals;
    if (now.ours.count == now.theirs.count && now.walk.reason == StopReason::Root && now.walk.guessed == 0 &&
        std::equal(now.ours.at, now.ours.at + now.ours.count, now.theirs.at)) {
        return;
    }
    if (comparison.disagreements < std::size(comparison.first)) comparison.first[comparison.disagreements] = now;
    ++comparison.disagreements;
}

// What the stepped program computes.
volatile uint64_t g_sink;

int Compare(const void* a, const void* b) {
    const int left = *static_cast<const int*>(a);
    const int right = *static_cast<const int*>(b);
    return left < right ? -1 : left > right;
}

__attribute__((noinline)) void Throw(int depth) {
    if (depth == 0) throw std::runtime_error("thrown");
    Throw(depth - 1);
    g_sink = g_sink + 1;
}

struct Guard {
    ~Guard() { g_sink = g_sink + 1; }
};

__attribute__((noinline)) void CatchAndRethrow(int depth) {
    const Guard guard;
    try {
        Throw(depth);
    } catch (const std::logic_error&) {
        g_sink = 0;
    } catch (const std::exception& error) {
        g_sink = g_sink + std::strlen(error.what());
        if (depth > 2) throw;
    }
}

void OnOtherSignal(int) {
    if (g_comparison != nullptr) raise(SIGTRAP);  // the kernel starts handlers without the trap flag
    char text[64];
    std::snprintf(text, sizeof(text), "%d", 7);
    g_sink = g_sink + static_cast<uint64_t>(text[0]);
}

__attribute__((noinline)) void Strings(int depth) {
    char text[256];
    std::snprintf(text, sizeof(text), "%s %5.3f %08x %ld", "text", std::sqrt(2.0 + depth), depth, 123456789L);
    g_sink = g_sink + static_cast<uint64_t>(std::strtod(text + 5, nullptr) + std::atoi("42"));
    std::ostringstream stream;
    stream << text << depth << 1.5 << std::hex << 255;
    g_sink = g_sink + stream.str().size();
}

__attribute__((noinline)) void Memory(size_t size) {
    char* from = static_cast<char*>(std::malloc(size));
    char* to = static_cast<char*>(std::calloc(1, size));
    std::memset(from, 'x', size - 1);
    from[size - 1] = 0;
    std::memcpy(to, from, size);
    std::memmove(to + 1, to, size - 2);
    g_sink = g_sink + std::strlen(to) + static_cast<uint64_t>(std::memcmp(from, to, size));
    to = static_cast<char*>(std::realloc(to, size * 3));
    std::free(from);
    std::free(to);
}

__attribute__((noinline)) void Containers(int depth) {
    std::map<int, std::string> map;
    for (int i = 0; i < 8; ++i) map[i * 7 % 5] += std::string(static_cast<size_t>(i + depth), 'y');
    const std::function<uint64_t(int)> sum = [&](int n) { return n == 0 ? map.size() : sum(n - 1) + 1; };
    g_sink = g_sink + sum(5);
    auto* dynamic = static_cast<volatile char*>(__builtin_alloca(static_cast<size_t>(64 + depth * 16)));
    dynamic[0] = 1;
    Memory(64);
    g_sink = g_sink + static_cast<uint64_t>(dynamic[0]);
}

__attribute__((noinline)) void Program(int depth) {
    if (depth > 0) {
        Program(depth - 1);
        g_sink = g_sink + 1;
        return;
    }
    std::array<int, 24> numbers;
    for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<int>(i * 17 % 29);
    std::qsort(numbers.data(), numbers.size(), sizeof(int), Compare);
    std::sort(numbers.begin(), numbers.end(), std::greater<>());
    for (const size_t size : {3, 40, 300, 5000}) Memory(size);
    Strings(3);
    Containers(2);
    CatchAndRethrow(2);
    try {
        CatchAndRethrow(4);
    } catch (...) {
        g_sink = g_sink + 1;
    }
    raise(SIGUSR2);
}

std::string Name(uint64_t address) {
    Dl_info info{};
    char text[256];
    if (dladdr(reinterpret_cast<void*>(address), &info) == 0) return "?";
    std::snprintf(text, sizeof(text), "%s+0x%lx (%s)", info.dli_fname == nullptr ? "?" : info.dli_fname,
                  address - reinterpret_cast<uintptr_t>(info.dli_fbase),
                  info.dli_sname == nullptr ? "" : info.dli_sname);
    return text;
}

std::string Text(const Disagreement& difference) {
    std::ostringstream text;
    text << "reason " << static_cast<int>(difference.walk.reason) << ", guessed " << difference.walk.guessed << "\n";
    for (size_t i = 0; i < std::max(difference.ours.count, difference.theirs.count) && i < 40; ++i) {
        const uint64_t ours = i < difference.ours.count ? difference.ours.at[i] : 0;
        const uint64_t theirs = i < difference.theirs.count ? difference.theirs.at[i] : 0;
        text << (ours == theirs ? "  " : "! ") << Name(ours) << " | " << Name(theirs) << "\n";
    }
    return text.str();
}

void Handle(int number, void (*handler)(int, siginfo_t*, void*)) {
    struct sigaction action {};
    action.sa_sigaction = handler;
    action.sa_flags = SA_SIGINFO;
    sigaction(number, &action, nullptr);
}

TEST(NativeWalk, AgreesWithTheCompilersUnwinderAtEveryInstruction) {
#ifdef __SANITIZE_THREAD__
    GTEST_SKIP() << "the thread sanitizer keeps signals back";
#endif
    signal(SIGUSR2, OnOtherSignal);
    Program(2);  // what is bound at the first call is bound now
    static CodeTables tables;
    tables.SetLibraries(NativeRegions());
    static Comparison comparison;
    const platform::AddressRange stack = platform::CurrentStack();
    comparison.tables = &tables;
    comparison.bounds = {stack.low, stack.high};
#ifdef CLRSCOPE_SANITIZED
    comparison.every = 13;
#else
    comparison.every = 3;
#endif
    FindWhatEndsElsewhere();
    g_comparison = &comparison;
    Handle(SIGTRAP, OnStep);
    raise(SIGTRAP);
    Program(6);
    comparison.stop = true;
    signal(SIGTRAP, SIG_DFL);
    std::printf("%lu instructions, %lu walks of %lu frames, %lu of them through a signal\n", comparison.steps,
                comparison.walks, comparison.frames, comparison.throughSignals);
    EXPECT_GT(comparison.walks, 5000u);
    EXPECT_GT(comparison.throughSignals, 25u);
    EXPECT_EQ(comparison.disagreements, 0u);
    for (size_t i = 0; i < std::min<size_t>(comparison.disagreements, std::size(comparison.first)); ++i) {
        ADD_FAILURE() << Text(comparison.first[i]);
    }
}

// Most of the code of real libraries has a rule, else the walk above proves little.
TEST(NativeWalk, MostOfTheCodeOfRealLibrariesHasARule) {
    size_t libraries = 0;
    for (const NativeRegion& region : NativeRegions()) {
        if (region.code->Rows().size() < 1000) continue;
        ++libraries;
        uintptr_t known = 0;
        const std::vector<NativeRow>& rows = region.code->Rows();
        for (size_t i = 0; i + 1 < rows.size(); ++i) {
            EXPECT_LT(rows[i].start, rows[i + 1].start);
            if (rows[i].rule.Base() != RuleBase::Unknown) known += rows[i + 1].start - rows[i].start;
        }
        EXPECT_EQ(rows.back().rule, FrameRule());
        EXPECT_GT(known, (region.end - region.begin) * 9 / 10) << std::hex << region.begin;
    }
    EXPECT_GE(libraries, 3u) << "the program, libc, libstdc++";
}

// Whether call frame information is looked into as it is or was compiled makes no difference.
TEST(NativeWalk, RealCallFramesSayTheSameAsTheirRows) {
    for (const platform::LoadedLibrary& library : platform::LoadedLibraries()) {
        const std::unique_ptr<const CallFrames> frames = test::ReadLibrary(library);
        const std::vector<NativeRow> rows = frames->Compile();
        for (size_t i = 0; i + 1 < rows.size(); ++i) {
            ASSERT_EQ(frames->Find(library.start + rows[i].start), rows[i].rule) << library.path << " " << i;
            ASSERT_EQ(frames->Find(library.start + rows[i + 1].start - 1), rows[i].rule) << library.path << " " << i;
        }
    }
}

}  // namespace
}  // namespace clrscope::unwind
