// A page of memory to play a thread's stack, with pages that cannot be read on both sides of it.
#pragma once

#include <sys/mman.h>

#include <cstdint>
#include <stdexcept>

#include "unwind/stack_walk.h"

namespace clrscope::test {

class GuardedStack {
  public:
    static constexpr size_t kPage = 4096;

    explicit GuardedStack(size_t pages = 1) : size_(pages * kPage) {
        void* at = mmap(nullptr, size_ + 2 * kPage, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (at == MAP_FAILED) throw std::runtime_error("mmap");
        base_ = static_cast<char*>(at);
        if (mprotect(base_ + kPage, size_, PROT_READ | PROT_WRITE) != 0) throw std::runtime_error("mprotect");
    }
    ~GuardedStack() { munmap(base_, size_ + 2 * kPage); }
    GuardedStack(const GuardedStack&) = delete;
    GuardedStack& operator=(const GuardedStack&) = delete;

    uintptr_t Low() const { return reinterpret_cast<uintptr_t>(base_ + kPage); }
    uintptr_t High() const { return Low() + size_; }
    size_t Words() const { return size_ / sizeof(uintptr_t); }
    unwind::StackBounds Bounds() const { return {Low(), High()}; }

    // The address of a word, and the word.
    uintptr_t At(size_t index) const { return Low() + index * sizeof(uintptr_t); }
    uintptr_t& Word(size_t index) { return reinterpret_cast<uintptr_t*>(base_ + kPage)[index]; }

    // Writes a frame at a word: the caller's frame pointer, then the return address.
    void Frame(size_t index, uintptr_t callersFramePointer, uintptr_t returnAddress) {
        Word(index) = callersFramePointer;
        Word(index + 1) = returnAddress;
    }

  private:
    size_t size_;
    char* base_;
};

}  // namespace clrscope::test
