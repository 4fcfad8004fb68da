// The native libraries that the journal already knows. Used by the learner's thread alone.
#pragma once

#include <cstdint>
#include <map>

#include "platform/libraries.h"
#include "segment/journal.h"

namespace clrscope {

class LibraryMap {
  public:
    explicit LibraryMap(Journal* journal) : journal_(journal) {}

    bool Covers(uintptr_t pc) const;
    // Compares with the dynamic linker's list, if that has changed, and journals what came and went.
    void Refresh();

  private:
    Journal* journal_;
    uint64_t generation_ = 0;
    std::map<uintptr_t, platform::LoadedLibrary> byStart_;
};

}  // namespace clrscope
