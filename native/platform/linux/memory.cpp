#include "platform/memory.h"

#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

namespace clrscope::platform {

void* ReserveMemory(size_t size) {
    void* at = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return at == MAP_FAILED ? nullptr : at;
}

void ReleaseMemory(void* at, size_t size) {
    munmap(at, size);
}

bool ReadIfMapped(uintptr_t address, void* to, size_t size) {
    const iovec local{to, size};
    const iovec remote{reinterpret_cast<void*>(address), size};
    return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) == static_cast<ssize_t>(size);
}

}  // namespace clrscope::platform
