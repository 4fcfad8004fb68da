#include "platform/mapped_files.h"

#include <utility>

#include "platform/linux/memory_map.h"

namespace clrscope::platform {

std::vector<MappedFile> MappedFiles() {
    std::vector<MappedFile> files;
    MappedFile header{};
    ForEachMapping([&](const Mapping& mapping) {
        if (mapping.path.empty()) return true;  // what is reserved between a file's sections
        if (mapping.executable && header.path == mapping.path) files.push_back(std::move(header));
        header = mapping.executable ? MappedFile{} : MappedFile{mapping.start, mapping.path};
        return true;
    });
    return files;
}

}  // namespace clrscope::platform
