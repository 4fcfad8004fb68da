// The oracle's files, read by tests/fidelity/report.py (records.py mirrors this header).
//
// One slot a sample, of a fixed size in a sparse file: a slot costs the pages that it touches, needs no copying inside
// the handler, and what was written can be read after a kill.
#pragma once

#include <cstddef>
#include <cstdint>

namespace clrscope::fidelity {

inline constexpr uint64_t kMagic = 0x5954494C45444946;  // "FIDELITY"
inline constexpr uint32_t kVersion = 3;
inline constexpr uint32_t kHeaderSize = 8192;
inline constexpr uint32_t kSlotSize = 40960;

inline constexpr uint32_t kMaxOurs = 512;
inline constexpr uint32_t kMaxRuntime = 640;  // deeper than our walk goes, so that a cut-off stack can be compared
inline constexpr uint32_t kMaxNative = 256;
inline constexpr uint32_t kCodeBefore = 16;
inline constexpr uint32_t kCodeBytes = 64;
inline constexpr uint32_t kMaxStack = 768;
inline constexpr uint32_t kThreadWords = 64;

inline constexpr int32_t kNotAsked = 1;  // S_FALSE; DoStackSnapshot never returns it

enum class SlotState : uint32_t {
    Empty = 0,
    Walked = 1,         // our stack is there
    AskingRuntime = 2,  // a slot that stays here is one whose question deadlocked
    Done = 3,
};

enum SlotFlag : uint32_t {
    kOffStack = 1u << 0,           // interrupted outside the thread's known stack: the runtime was not asked
    kManagedLeaf = 1u << 1,        // the interrupted pc lies in a method
    kSeededByNative = 1u << 2,     // `seeded` began at the first managed frame that libgcc's walk arrived at
    kSeededThroughStub = 1u << 3,  // or at the one that called the frameless stub that it arrived at
    kNativeToRoot = 1u << 4,       // libgcc's walk came to the thread's start: there is no managed frame
    kThreadKnown = 1u << 5,        // the runtime's thread object was read
    kCooperative = 1u << 6,        // by which the thread counts as running managed code
};

struct FileHeader {
    uint64_t magic;
    uint32_t version;
    uint32_t slotSize;
    uint32_t headerSize;
    uint32_t pid;
    uint64_t slotLimit;
    uint64_t slotsTaken;  // may exceed slotLimit: the rest had no room
    uint32_t stuck;       // 1: a question to the runtime did not come back, and the process was ended
    uint32_t shutDown;    // 1: the runtime ended in good order
    char commandLine[1024];
    char stopReasons[2048];  // names in their order, NUL-separated
};

struct RuntimeFrame {
    uint64_t functionId;  // 0: a run of unmanaged frames
    uint64_t ip;
};

struct NativeFrame {
    uint64_t ip;
    uint64_t sp;
};

struct Slot {
    uint32_t state;
    uint32_t tid;
    uint64_t timeNs;
    uint64_t registers[17];  // rip rsp rbp rax rbx rcx rdx rsi rdi r8..r15
    uint64_t stackLow;
    uint64_t stackHigh;
    uint64_t exceptionTracker;  // of the exception that the runtime is dispatching, on this stack; 0: none
    uint32_t flags;
    uint32_t stopReason;
    int32_t seededResult;    // DoStackSnapshot with a register context
    int32_t unseededResult;  // without one; asked where there is nothing to begin at
    uint32_t oursCount;
    uint32_t seededCount;
    uint32_t unseededCount;
    uint32_t nativeCount;
    uint32_t codeBefore;  // bytes of `code` that lie before the pc
    uint32_t codeCount;
    uint8_t code[kCodeBytes];
    uint64_t ours[kMaxOurs];
    uint64_t ourFunctions[kMaxOurs];  // GetFunctionFromIP of each, asked in the handler; 0: no method
    RuntimeFrame seeded[kMaxRuntime];
    RuntimeFrame unseeded[kMaxRuntime];
    NativeFrame native[kMaxNative];  // from the interrupted frame on; the last may be a managed one
    uint64_t stackCount;
    uint64_t stack[kMaxStack];            // the words from the interrupted stack pointer on
    uint64_t threadObject[kThreadWords];  // the runtime's; what a hijacked return address is mended by lies there
};

static_assert(sizeof(FileHeader) <= kHeaderSize);
static_assert(sizeof(Slot) <= kSlotSize);
static_assert(offsetof(Slot, code) == 216 && offsetof(Slot, ours) == 280);

}  // namespace clrscope::fidelity
