// Composite ReadyToRun images: files that hold the precompiled code of many modules, such as that of a whole framework
// in some container images. Such a file is no module, so the runtime tells nobody that it maps one. But each module
// whose code lies in one says so, by the file's name. Composite images are never unmapped.
#pragma once

#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace clrscope {

struct ImagePlace {
    uintptr_t base;
    uint64_t size;
};

class CompositeImages {
  public:
    // The composite images that are not known yet, if a mapped module's code lies in one of them. They are looked for
    // among the process's mappings. Safe from several threads at once.
    std::vector<ImagePlace> FindNew(uintptr_t moduleBase);

  private:
    // A module whose composite image is refused by the runtime would have us look for it again and again.
    static constexpr int kMaxInVain = 8;

    std::vector<ImagePlace> Search();

    std::mutex mutex_;
    std::set<std::string> names_;  // of files that modules have asked for, and that were found
    std::set<uintptr_t> known_;    // pages with the header of one
    int inVain_ = 0;
};

// The name of the composite image that a module says it belongs to; "": none.
std::string CompositeOwner(uintptr_t moduleBase);
// Whether a composite image is mapped there.
bool IsComposite(uintptr_t base);
// Where one begins in this page; 0: nowhere. That is the page's own beginning, except in a single-file program, which
// holds its images at any offset.
uintptr_t FindComposite(uintptr_t page);

}  // namespace clrscope
