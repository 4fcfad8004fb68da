// This process's mappings, from /proc/self/maps.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace clrscope::platform {

struct Mapping {
    uintptr_t start;
    uintptr_t end;
    bool executable;
    uint64_t fileOffset;
    std::string path;  // "" if anonymous
};

// Calls visit for each mapping in address order until it returns false.
void ForEachMapping(const std::function<bool(const Mapping&)>& visit);

}  // namespace clrscope::platform
