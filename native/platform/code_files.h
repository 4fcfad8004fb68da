#pragma once

#include <cstdint>
#include <map>

namespace clrscope::platform {

// Executable memory mapped from files: native libraries and precompiled managed code, but not what was compiled here.
class CodeFiles {
  public:
    bool Covers(uintptr_t pc) const;
    // Reads the process's mappings anew.
    void Refresh();

  private:
    std::map<uintptr_t, uintptr_t> endByStart_;
};

}  // namespace clrscope::platform
