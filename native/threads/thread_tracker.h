// Keeps the registry true: threads that the CLR announces, at once; all others by looking at the kernel's list.
#pragma once

#include <string>
#include <unordered_map>

#include "threads/thread_registry.h"

namespace clrscope {

// Told of threads that come and go, under the registry's lock.
class ThreadObserver {
  public:
    virtual ~ThreadObserver() = default;
    // earlier: how to show CPU time that the thread used before it was found.
    virtual void OnThreadFound(ThreadRecord* thread, layout::PseudoFrame earlier) = 0;
    // The thread ends now. It may be the calling one.
    virtual void OnThreadEnding(ThreadRecord* thread) = 0;
    // A thread whose end was announced goes on after all.
    virtual void OnThreadBack(ThreadRecord* thread) = 0;
    // The kernel knows it no more; its record is about to be another thread's.
    virtual void OnThreadGone(ThreadRecord* thread) = 0;
    // Looked at once in a while.
    virtual void OnThreadScanned(ThreadRecord* thread) = 0;
    // The kernel's list is about to be read: who has ended by now will be gone when it has been.
    virtual void OnScanning() = 0;
    // The registry holds just the threads that the kernel lists.
    virtual void OnScanned() = 0;
};

class ThreadTracker {
  public:
    using ManagedId = uintptr_t;

    ThreadTracker(ThreadRegistry* registry, ThreadObserver* observer) : registry_(registry), observer_(observer) {}

    // The calling thread belongs to the managed thread id.
    void Announce(ManagedId id);
    void Rename(ManagedId id, const std::string& name);
    void End(ManagedId id);

    // The calling thread is one of ours: its CPU time counts, but it is never signalled.
    void AddOwn();

    // Compares the registry with the kernel's list of threads. earlier: see ThreadObserver.
    void Scan(layout::PseudoFrame earlier);

  private:
    struct ManagedThread {
        int32_t tid = 0;  // 0: not running yet
        std::string name;
    };

    void Drop(ThreadRecord* thread);
    void Revisit(ThreadRecord* thread);
    void FollowName(ThreadRecord* thread);

    ThreadRegistry* registry_;
    ThreadObserver* observer_;
    // All below under the registry's lock.
    std::unordered_map<ManagedId, ManagedThread> managed_;
    std::unordered_map<int32_t, ManagedId> managedByTid_;
    uint32_t scans_ = 0;
};

}  // namespace clrscope
