#include "platform/code_files.h"

#include "platform/linux/memory_map.h"

namespace clrscope::platform {

bool CodeFiles::Covers(uintptr_t pc) const {
    const auto after = files_.upper_bound(pc);
    return after != files_.begin() && pc < std::prev(after)->second;
}

bool CodeFiles::FindGenerated(uintptr_t pc, uintptr_t* start, uintptr_t* end) const {
    const auto after = generated_.upper_bound(pc);
    if (after == generated_.begin()) return false;
    *start = std::prev(after)->first;
    *end = std::prev(after)->second;
    return pc < *end;
}

void CodeFiles::Refresh() {
    files_.clear();
    generated_.clear();
    ForEachMapping([this](const Mapping& mapping) {
        if (!mapping.executable) return true;
        // The runtime maps the memory of its JIT compiler from a memfd, to have it writable at one address and
        // executable at another.
        const bool file = !mapping.path.empty() && mapping.path.front() == '/' && mapping.path.rfind("/memfd:", 0) != 0;
        // What has a name that is no path is the kernel's own ([vdso]).
        const bool kernel = !mapping.path.empty() && mapping.path.front() == '[';
        if (!kernel) (file ? files_ : generated_)[mapping.start] = mapping.end;
        return true;
    });
}

}  // namespace clrscope::platform
