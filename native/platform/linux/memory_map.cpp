#include "platform/linux/memory_map.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

namespace clrscope::platform {

void ForEachMapping(const std::function<bool(const Mapping&)>& visit) {
    FILE* maps = fopen("/proc/self/maps", "re");
    if (maps == nullptr) return;
    char line[PATH_MAX + 128];
    while (fgets(line, sizeof(line), maps) != nullptr) {
        unsigned long start;
        unsigned long end;
        unsigned long offset;
        char rights[8];
        int pathAt = 0;
        if (sscanf(line, "%lx-%lx %7s %lx %*s %*s %n", &start, &end, rights, &offset, &pathAt) != 4) continue;
        std::string path = pathAt > 0 ? line + pathAt : "";
        if (!path.empty() && path.back() == '\n') path.pop_back();
        if (!visit(Mapping{start, end, strchr(rights, 'x') != nullptr, offset, path})) break;
    }
    fclose(maps);
}

}  // namespace clrscope::platform
