#include "platform/published_memory.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

namespace clrscope::platform {

namespace {

// Of the kernel's interface, where this system's headers are older.
constexpr int kSetVma = 0x53564D41;  // PR_SET_VMA
constexpr unsigned long kSetVmaName = 0;
constexpr unsigned kCloseOnExec = 0x1;  // MFD_*
constexpr unsigned kNoExecution = 0x8;

int NewMemoryFile(const char* name, size_t size) {
    long fd = syscall(SYS_memfd_create, name, kCloseOnExec | kNoExecution);
    if (fd < 0) fd = syscall(SYS_memfd_create, name, kCloseOnExec);  // before Linux 6.3
    if (fd < 0) return -1;
    if (ftruncate(static_cast<int>(fd), static_cast<off_t>(size)) == 0) return static_cast<int>(fd);
    close(static_cast<int>(fd));
    return -1;
}

}  // namespace

void* MapUnderName(const char* name, size_t size) {
    const int fd = NewMemoryFile(name, size);
    const int flags = MAP_PRIVATE | (fd < 0 ? MAP_ANONYMOUS : 0);
    void* at = mmap(nullptr, size, PROT_READ | PROT_WRITE, flags, fd, 0);
    if (fd >= 0) close(fd);
    if (at == MAP_FAILED) return nullptr;
    const bool named = prctl(kSetVma, kSetVmaName, at, size, name) == 0 || fd >= 0;
    if (named && madvise(at, size, MADV_DONTFORK) == 0) return at;
    munmap(at, size);
    return nullptr;
}

uint64_t BootTimeNs() {
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec);
}

}  // namespace clrscope::platform
