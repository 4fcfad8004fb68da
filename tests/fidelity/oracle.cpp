#include "oracle.h"

#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>

#include "native_walk.h"
#include "platform/clock.h"
#include "platform/threads.h"
#include "thread_state.h"

namespace clrscope::fidelity {

namespace {

// The register context that DoStackSnapshot reads on x64; offsets as in the table of the profiling interfaces.
constexpr uint32_t kContextSize = 1232;
constexpr uint32_t kControlAndInteger = 0x10000b;

struct alignas(16) RuntimeContext {
    uint8_t bytes[kContextSize] = {};

    void Set32(size_t offset, uint32_t value) { std::memcpy(bytes + offset, &value, sizeof(value)); }
    void Set(size_t offset, uint64_t value) { std::memcpy(bytes + offset, &value, sizeof(value)); }
};

constexpr size_t kFlags = 0x30;
constexpr size_t kRbx = 0x90;
constexpr size_t kRsp = 0x98;
constexpr size_t kRbp = 0xA0;
constexpr size_t kR12 = 0xD8;
constexpr size_t kRip = 0xF8;

// The order of Slot::registers.
struct Register {
    int inSignal;
    size_t inRuntime;
};
constexpr Register kRegisters[] = {{REG_RIP, kRip}, {REG_RSP, kRsp}, {REG_RBP, kRbp}, {REG_RAX, 0x78}, {REG_RBX, kRbx},
                                   {REG_RCX, 0x80}, {REG_RDX, 0x88}, {REG_RSI, 0xA8}, {REG_RDI, 0xB0}, {REG_R8, 0xB8},
                                   {REG_R9, 0xC0},  {REG_R10, 0xC8}, {REG_R11, 0xD0}, {REG_R12, kR12}, {REG_R13, 0xE0},
                                   {REG_R14, 0xE8}, {REG_R15, 0xF0}};

std::atomic<abi::ICorProfilerInfo9*> g_info{nullptr};
RecordFile* g_file;
bool g_alwaysUnseeded;

struct Answer {
    RuntimeFrame* frames;
    uint32_t count;
};

abi::HRESULT STDMETHODCALLTYPE OnRuntimeFrame(abi::FunctionID function, abi::UINT_PTR ip, abi::COR_PRF_FRAME_INFO,
                                              abi::ULONG32, abi::BYTE*, void* data) {
    auto* answer = static_cast<Answer*>(data);
    if (answer->count == kMaxRuntime) return abi::S_FALSE;
    answer->frames[answer->count++] = {function, ip};
    return abi::S_OK;
}

int32_t Snapshot(abi::ICorProfilerInfo9* info, RuntimeContext* seed, RuntimeFrame* frames, uint32_t* count) {
    Answer answer{frames, 0};
    const abi::HRESULT result =
        info->DoStackSnapshot(0, OnRuntimeFrame, abi::COR_PRF_SNAPSHOT_DEFAULT, &answer,
                              seed == nullptr ? nullptr : seed->bytes, seed == nullptr ? 0 : kContextSize);
    *count = answer.count;
    return result;
}

uint64_t FunctionAt(abi::ICorProfilerInfo9* info, uint64_t pc) {
    abi::FunctionID function = 0;
    return abi::Succeeded(info->GetFunctionFromIP(reinterpret_cast<abi::LPCBYTE>(pc), &function)) ? function : 0;
}

// Through the kernel, which says so where a plain read would fault at the edge of a mapping.
uint32_t CopyMemory(uint64_t from, uint8_t* to, uint32_t size) {
    iovec local{to, size};
    iovec remote{reinterpret_cast<void*>(from), size};
    const ssize_t copied = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
    return copied > 0 ? static_cast<uint32_t>(copied) : 0;
}

void CopyCodeAround(uint64_t pc, Slot* slot) {
    if (CopyMemory(pc - kCodeBefore, slot->code, kCodeBefore) == kCodeBefore) slot->codeBefore = kCodeBefore;
    slot->codeCount = slot->codeBefore + CopyMemory(pc, slot->code + slot->codeBefore, kCodeBytes - slot->codeBefore);
}

RuntimeContext SeedAt(const NativeEnd& end) {
    RuntimeContext seed;
    seed.Set32(kFlags, kControlAndInteger);
    seed.Set(kRip, end.rip);
    seed.Set(kRsp, end.rsp);
    seed.Set(kRbp, end.rbp);
    seed.Set(kRbx, end.rbx);
    const uint64_t upper[] = {end.r12, end.r13, end.r14, end.r15};
    for (size_t i = 0; i < std::size(upper); ++i) seed.Set(kR12 + 8 * i, upper[i]);
    return seed;
}

// A stub of the runtime has neither call-frame information nor a frame: while it runs, its return address is on top.
bool ReturnFromStub(abi::ICorProfilerInfo9* info, NativeEnd* end) {
    uint64_t top;
    if (CopyMemory(end->rsp, reinterpret_cast<uint8_t*>(&top), sizeof(top)) != sizeof(top)) return false;
    if (FunctionAt(info, top) == 0) return false;
    end->rip = top;
    end->rsp += sizeof(top);
    return true;
}

void SetState(Slot* slot, SlotState state) {
    __atomic_store_n(&slot->state, static_cast<uint32_t>(state), __ATOMIC_RELEASE);
}

void AskAboutManagedLeaf(abi::ICorProfilerInfo9* info, const ucontext_t& interrupted, Slot* slot) {
    RuntimeContext seed;
    seed.Set32(kFlags, kControlAndInteger);
    for (const Register& each : kRegisters) {
        seed.Set(each.inRuntime, static_cast<uint64_t>(interrupted.uc_mcontext.gregs[each.inSignal]));
    }
    slot->seededResult = Snapshot(info, &seed, slot->seeded, &slot->seededCount);
}

// Asked without registers, the runtime begins at the last transition that it knows of. That deadlocks most often, and
// fails for threads inside a helper of the runtime that made no transition; so it is the last resort.
void AskAboutNativeLeaf(abi::ICorProfilerInfo9* info, const ucontext_t& interrupted, Slot* slot) {
    NativeEnd end{};
    slot->nativeCount = WalkNative(interrupted, slot->native, kMaxNative, &end);
    if (end.atRoot) slot->flags |= kNativeToRoot;
    if (slot->nativeCount > 0 && !end.atRoot) {
        if (FunctionAt(info, end.rip) != 0) {
            slot->flags |= kSeededByNative;
        } else if (ReturnFromStub(info, &end)) {
            slot->flags |= kSeededByNative | kSeededThroughStub;
        }
    }
    if ((slot->flags & kSeededByNative) != 0) {
        RuntimeContext seed = SeedAt(end);
        slot->seededResult = Snapshot(info, &seed, slot->seeded, &slot->seededCount);
    }
    if ((slot->flags & (kSeededByNative | kNativeToRoot)) == 0 || g_alwaysUnseeded) {
        slot->unseededResult = Snapshot(info, nullptr, slot->unseeded, &slot->unseededCount);
    }
}

}  // namespace

void StartOracle(abi::ICorProfilerInfo9* info, RecordFile* file) {
    PrepareNativeWalk();
    FindThreadLayout();
    g_file = file;
    g_alwaysUnseeded = std::getenv("FIDELITY_UNSEEDED") != nullptr;
    g_info.store(info, std::memory_order_release);
}

void StopOracle() {
    g_info.store(nullptr, std::memory_order_release);
}

void AskOracle(const ucontext_t& interrupted, const ThreadRecord& thread, const unwind::Walk& walk,
               const uint64_t* frames) {
    abi::ICorProfilerInfo9* info = g_info.load(std::memory_order_acquire);
    if (info == nullptr) return;
    Slot* slot = g_file->Take();
    if (slot == nullptr) return;

    slot->tid = static_cast<uint32_t>(platform::CurrentThreadId());
    slot->timeNs = platform::MonotonicNs();
    for (size_t i = 0; i < std::size(kRegisters); ++i) {
        slot->registers[i] = static_cast<uint64_t>(interrupted.uc_mcontext.gregs[kRegisters[i].inSignal]);
    }
    const uint64_t pc = slot->registers[0];
    const uint64_t sp = slot->registers[1];
    slot->stackLow = thread.stackLow.load(std::memory_order_relaxed);
    slot->stackHigh = thread.stackHigh.load(std::memory_order_acquire);
    const ThreadState state = ReadThreadState(thread.runtimeThread.load(std::memory_order_relaxed));
    if (state.known) slot->flags |= kThreadKnown;
    if (state.cooperative) slot->flags |= kCooperative;
    slot->exceptionTracker = state.exceptionTracker;
    slot->stopReason = static_cast<uint32_t>(walk.reason);
    slot->seededResult = kNotAsked;
    slot->unseededResult = kNotAsked;
    slot->oursCount = std::min(walk.frameCount, kMaxOurs);
    std::copy_n(frames, slot->oursCount, slot->ours);
    CopyCodeAround(pc, slot);
    slot->stackCount = CopyMemory(sp, reinterpret_cast<uint8_t*>(slot->stack), sizeof(slot->stack)) / sizeof(uint64_t);
    CopyMemory(thread.runtimeThread.load(std::memory_order_relaxed), reinterpret_cast<uint8_t*>(slot->threadObject),
               sizeof(slot->threadObject));
    SetState(slot, SlotState::Walked);
    SetState(slot, SlotState::AskingRuntime);
    for (uint32_t i = 0; i < slot->oursCount; ++i) slot->ourFunctions[i] = FunctionAt(info, frames[i]);
    if (sp < slot->stackLow || sp >= slot->stackHigh) {
        // On a signal stack, which has no room for the runtime's walk.
        slot->flags |= kOffStack;
        NativeEnd end{};
        slot->nativeCount = WalkNative(interrupted, slot->native, kMaxNative, &end);
    } else if (slot->ourFunctions[0] != 0) {
        slot->flags |= kManagedLeaf;
        AskAboutManagedLeaf(info, interrupted, slot);
    } else {
        AskAboutNativeLeaf(info, interrupted, slot);
    }
    SetState(slot, SlotState::Done);
}

}  // namespace clrscope::fidelity
