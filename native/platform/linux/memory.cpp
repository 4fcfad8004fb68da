#include "platform/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>

namespace clrscope::platform {

void* ReserveMemory(size_t size) {
    void* at = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return at == MAP_FAILED ? nullptr : at;
}

void ReleaseMemory(void* at, size_t size) {
    munmap(at, size);
}

void PopulateForWriting(void* at, size_t size) {
    constexpr int kPopulateWrite = 23;  // MADV_POPULATE_WRITE, from Linux 5.14 on
    constexpr uintptr_t kPage = 4096;
    const uintptr_t start = reinterpret_cast<uintptr_t>(at) & ~(kPage - 1);
    madvise(reinterpret_cast<void*>(start), reinterpret_cast<uintptr_t>(at) + size - start, kPopulateWrite);
}

bool CanReadPages(uintptr_t low, uintptr_t high, void* scratch, size_t scratchSize) {
    constexpr uintptr_t kPage = 4096;
    if (low >= high) return false;
    const uintptr_t pages = (high - 1) / kPage - low / kPage + 1;
    if (pages > IOV_MAX || pages > scratchSize / (sizeof(iovec) + 1)) return false;
    // One byte of each page is copied to behind the list.
    auto* from = static_cast<iovec*>(scratch);
    for (uintptr_t i = 0; i < pages; ++i)
        from[i] = {reinterpret_cast<void*>(i == 0 ? low : (low / kPage + i) * kPage), 1};
    const iovec to{from + pages, pages};
    return syscall(SYS_process_vm_readv, getpid(), &to, 1, from, pages, 0) == static_cast<long>(pages);
}

namespace {

// By way of a pipe, which takes as much as can be read: for where a container's system call filter forbids
// process_vm_readv, as those of Docker before 2021 and containerd before 2023 do. /proc/self/mem would not do: it gives
// what is protected, too.
bool ReadThroughPipe(uintptr_t address, void* to, size_t size) {
    constexpr size_t kPiece = 4096;  // what any pipe has room for
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return false;
    bool isRead = true;
    for (size_t at = 0; at < size && isRead; at += kPiece) {
        const size_t piece = std::min(kPiece, size - at);
        isRead = write(ends[1], reinterpret_cast<const void*>(address + at), piece) == static_cast<ssize_t>(piece) &&
                 read(ends[0], static_cast<char*>(to) + at, piece) == static_cast<ssize_t>(piece);
    }
    close(ends[0]);
    close(ends[1]);
    return isRead;
}

}  // namespace

bool ReadIfMapped(uintptr_t address, void* to, size_t size) {
    const iovec local{to, size};
    const iovec remote{reinterpret_cast<void*>(address), size};
    const ssize_t copied = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
    if (copied < 0 && errno != EFAULT) return ReadThroughPipe(address, to, size);
    return copied == static_cast<ssize_t>(size);
}

}  // namespace clrscope::platform
