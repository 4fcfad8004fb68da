#include "platform/code_files.h"

#include "platform/linux/memory_map.h"

namespace clrscope::platform {

bool CodeFiles::Covers(uintptr_t pc) const {
    const auto after = endByStart_.upper_bound(pc);
    return after != endByStart_.begin() && pc < std::prev(after)->second;
}

void CodeFiles::Refresh() {
    endByStart_.clear();
    ForEachMapping([this](const Mapping& mapping) {
        // The runtime maps the memory of its JIT compiler from a memfd, to have it writable at one address and
        // executable at another.
        const bool file = !mapping.path.empty() && mapping.path.front() == '/' && mapping.path.rfind("/memfd:", 0) != 0;
        if (mapping.executable && file) endByStart_[mapping.start] = mapping.end;
        return true;
    });
}

}  // namespace clrscope::platform
