#include "threads/thread_tracker.h"

#include <unordered_set>

#include "platform/clock.h"
#include "platform/memory.h"
#include "unwind/hijack.h"

namespace clrscope {

using layout::PseudoFrame;

namespace {

// The kernel's names are read at every fourth scan: renames are rare, and each costs three system calls a thread.
constexpr uint32_t kScansPerNameRefresh = 4;

// CPU time after an announced end that shows a thread to be going on rather than ending.
constexpr uint64_t kAfterlifeNs = 1'000'000;

// The CLR's ids of threads are the addresses of its objects, which an id that is none of them must not pass for.
uintptr_t RuntimeThread(ThreadTracker::ManagedId id) {
    char object[unwind::kThreadObjectBytes];
    return id % alignof(void*) == 0 && platform::ReadIfMapped(id, object, sizeof(object)) ? id : 0;
}

void ClearContext(ThreadRecord* thread) {
    __atomic_store_n(&thread->context.valid, 0, __ATOMIC_RELAXED);
}

}  // namespace

void ThreadTracker::Announce(ManagedId id) {
    const int32_t tid = platform::CurrentThreadId();
    const platform::AddressRange stack = platform::CurrentStack();
    const uintptr_t runtimeThread = RuntimeThread(id);
    std::lock_guard lock(registry_->Lock());
    ManagedThread& managed = managed_[id];
    managed.tid = tid;
    managedByTid_[tid] = id;
    ThreadRecord* thread = registry_->Find(tid);
    if (thread != nullptr && thread->state == ThreadState::Ended && thread->announced) {
        // The end of the thread that had this id before was announced, but not yet seen in the kernel's list.
        Drop(thread);
        thread = nullptr;
    }
    if (thread == nullptr) {
        thread = registry_->Add(tid, true, stack);
        if (thread == nullptr) return;
        observer_->OnThreadFound(thread, PseudoFrame::BeforeDiscovery);
    } else {
        // The id may be another thread's by now, whose end is yet to be told; that one's span is not ours.
        ClearContext(thread);
        thread->announced = true;
        registry_->SetStack(thread, stack);
    }
    thread->runtimeThread.store(runtimeThread, std::memory_order_relaxed);
    registry_->SetName(thread, managed.name.empty() ? platform::ThreadName(tid) : managed.name);
}

void ThreadTracker::Rename(ManagedId id, const std::string& name) {
    std::lock_guard lock(registry_->Lock());
    ManagedThread& managed = managed_[id];
    managed.name = name;
    if (managed.tid == 0) return;
    if (ThreadRecord* thread = registry_->Find(managed.tid)) FollowName(thread);
}

void ThreadTracker::End(ManagedId id) {
    std::lock_guard lock(registry_->Lock());
    const auto managed = managed_.find(id);
    if (managed == managed_.end()) return;
    const int32_t tid = managed->second.tid;
    managed_.erase(managed);
    const auto owner = managedByTid_.find(tid);
    if (owner == managedByTid_.end() || owner->second != id) return;  // never ran, or its thread is another's by now
    managedByTid_.erase(owner);
    ThreadRecord* thread = registry_->Find(tid);
    if (thread == nullptr) return;
    thread->runtimeThread.store(0, std::memory_order_relaxed);
    if (thread->state != ThreadState::Active) return;
    observer_->OnThreadEnding(thread);
    // Managed code runs here no more, so nobody would clear it.
    ClearContext(thread);
    thread->state.store(ThreadState::Ended, std::memory_order_release);
}

void ThreadTracker::AddOwn() {
    const int32_t tid = platform::CurrentThreadId();
    std::lock_guard lock(registry_->Lock());
    // A scan may have come first, and taken it for one of the program's.
    if (ThreadRecord* found = registry_->Find(tid)) Drop(found);
    ThreadRecord* thread = registry_->Add(tid, false, {});
    if (thread == nullptr) return;
    thread->ours = true;
    registry_->SetName(thread, platform::ThreadName(tid));
    observer_->OnThreadFound(thread, PseudoFrame::Profiler);
}

void ThreadTracker::Scan(PseudoFrame earlier) {
    std::lock_guard lock(registry_->Lock());
    observer_->OnScanning();
    const std::vector<int32_t> running = platform::ThreadIds();
    const int32_t self = platform::CurrentThreadId();
    for (const int32_t tid : running) {
        if (registry_->Find(tid) != nullptr) continue;
        // At the start this is the thread that starts the program. Others' stacks are found when they are seen.
        ThreadRecord* thread =
            registry_->Add(tid, false, tid == self ? platform::CurrentStack() : platform::AddressRange{});
        if (thread == nullptr) break;  // full: the threads that are gone make room below
        registry_->SetName(thread, platform::ThreadName(tid));
        observer_->OnThreadFound(thread, earlier);
    }
    const std::unordered_set<int32_t> alive(running.begin(), running.end());
    const bool refreshNames = scans_++ % kScansPerNameRefresh == 0;
    registry_->ForEach([&](ThreadRecord* thread) {
        // A thread announced after the list was read is not in it; the next scan will tell.
        uint64_t cpu;
        if (alive.count(thread->tid) == 0 && !platform::ThreadCpuNs(thread->tid, &cpu)) {
            Drop(thread);
            return;
        }
        Revisit(thread);
        if (refreshNames) FollowName(thread);
    });
    observer_->OnScanned();
}

void ThreadTracker::Drop(ThreadRecord* thread) {
    if (thread->state == ThreadState::Active) observer_->OnThreadEnding(thread);
    observer_->OnThreadGone(thread);
    registry_->Release(thread);
}

void ThreadTracker::Revisit(ThreadRecord* thread) {
    if (thread->state == ThreadState::Ended) {
        uint64_t cpu;
        if (!platform::ThreadCpuNs(thread->tid, &cpu) || cpu < thread->endedCpuNs + kAfterlifeNs) return;
        thread->announced = false;
        thread->state.store(ThreadState::Active, std::memory_order_release);
        observer_->OnThreadBack(thread);
    }
    const uintptr_t sp = thread->seenSp.load(std::memory_order_acquire);
    if (thread->stackHigh == 0 && sp != 0)
        registry_->SetStack(thread, platform::StackAround(sp, thread->seenThreadPointer));
    observer_->OnThreadScanned(thread);
}

void ThreadTracker::FollowName(ThreadRecord* thread) {
    const auto managed = managedByTid_.find(thread->tid);
    const bool named = managed != managedByTid_.end() && !managed_[managed->second].name.empty();
    registry_->SetName(thread, named ? managed_[managed->second].name : platform::ThreadName(thread->tid));
}

}  // namespace clrscope
