// Code that lies in files mapped into memory: native libraries, and images with precompiled managed code.
//
// There are some hundreds at most, and they change seldom: each change publishes a whole new sorted list and retires
// the old one.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "unwind/native_code.h"
#include "unwind/precompiled_image.h"
#include "unwind/reclaimer.h"

namespace clrscope::unwind {

// [begin, end): exactly one of the two pointers is set.
struct MappedRegion {
    uintptr_t begin;
    uintptr_t end;
    const PrecompiledImage* image;
    const NativeCode* native;
};

// A native library's code. code is null while its unwind data is not known, or if it has none.
struct NativeRegion {
    uintptr_t begin;
    uintptr_t end;
    std::shared_ptr<const NativeCode> code;
};

class MappedCode {
  public:
    explicit MappedCode(Reclaimer* reclaimer);

    void AddImage(const PrecompiledImage& image);
    // Makes look-ups quick in images in which code has been looked for.
    void IndexImages();
    void SetLibraries(std::vector<NativeRegion> libraries);

    // Whether an address lies in an image with precompiled code. Not for handlers.
    bool IsInImage(uintptr_t instruction);

    // Async-signal-safe, within a walk that is marked. What is found is valid until the walk ends.
    const MappedRegion* Find(uintptr_t instruction) const;

    size_t MemoryBytes() const { return memoryBytes_.load(std::memory_order_relaxed); }

  private:
    struct List {
        std::vector<MappedRegion> regions;  // by begin
        std::vector<uintptr_t> begins;      // of the regions, close together
        std::vector<std::shared_ptr<const void>> owners;
    };

    void Publish();

    Reclaimer* reclaimer_;
    std::mutex mutex_;  // of the writers
    std::vector<std::shared_ptr<const PrecompiledImage>> images_;
    std::vector<NativeRegion> libraries_;
    std::shared_ptr<const List> owner_;
    std::atomic<const List*> list_;
    std::atomic<size_t> memoryBytes_{0};
};

}  // namespace clrscope::unwind
