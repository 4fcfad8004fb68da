#pragma once

#include <cstdint>
#include <map>

namespace clrscope::platform {

// Executable memory: mapped from files (native libraries and precompiled managed code), and what was written here.
class CodeFiles {
  public:
    // Whether a file is mapped there.
    bool Covers(uintptr_t pc) const;
    // The mapping there, if no file is. False: there is none.
    bool FindGenerated(uintptr_t pc, uintptr_t* start, uintptr_t* end) const;
    // Reads the process's mappings anew.
    void Refresh();

  private:
    using EndByStart = std::map<uintptr_t, uintptr_t>;

    EndByStart files_;
    EndByStart generated_;
};

}  // namespace clrscope::platform
