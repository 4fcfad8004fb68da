#include "platform/memory.h"

#include <sys/mman.h>

namespace clrscope::platform {

void* ReserveMemory(size_t size) {
    void* at = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return at == MAP_FAILED ? nullptr : at;
}

void ReleaseMemory(void* at, size_t size) {
    munmap(at, size);
}

}  // namespace clrscope::platform
