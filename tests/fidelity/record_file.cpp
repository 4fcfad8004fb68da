#include "record_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "platform/process.h"
#include "segment/layout.h"

namespace clrscope::fidelity {

namespace {

constexpr uint64_t kSlots = 400'000;

const char* const kStopReasons[] = {
#define X(name, text) #name,
    CLRSCOPE_STOP_REASONS(X)
#undef X
};

}  // namespace

RecordFile* RecordFile::Create(const std::string& directory) {
    const std::string path = directory + "/" + std::to_string(getpid()) + ".records";
    const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return nullptr;
    const uint64_t size = kHeaderSize + kSlots * kSlotSize;
    void* base = MAP_FAILED;
    if (ftruncate(fd, static_cast<off_t>(size)) == 0) {
        base = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd, 0);
    }
    close(fd);
    if (base == MAP_FAILED) return nullptr;
    // A child that the program forks must not write into its parent's file.
    madvise(base, size, MADV_DONTFORK);

    auto* file = new RecordFile(static_cast<std::byte*>(base));
    FileHeader* header = file->header_;
    header->version = kVersion;
    header->slotSize = kSlotSize;
    header->headerSize = kHeaderSize;
    header->pid = static_cast<uint32_t>(getpid());
    header->slotLimit = kSlots;
    std::string command = platform::CommandLine();
    std::replace(command.begin(), command.end(), '\0', ' ');
    command.copy(header->commandLine, sizeof(header->commandLine) - 1);
    std::string names;
    for (const char* name : kStopReasons) names.append(name).push_back('\0');
    names.copy(header->stopReasons, sizeof(header->stopReasons) - 1);
    header->magic = kMagic;
    return file;
}

Slot* RecordFile::Take() {
    const uint64_t index = __atomic_fetch_add(&header_->slotsTaken, 1, __ATOMIC_RELAXED);
    return index < kSlots ? At(index) : nullptr;
}

uint64_t RecordFile::Count() const {
    return std::min(__atomic_load_n(&header_->slotsTaken, __ATOMIC_ACQUIRE), kSlots);
}

Slot* RecordFile::At(uint64_t index) {
    return reinterpret_cast<Slot*>(slots_ + index * kSlotSize);
}

}  // namespace clrscope::fidelity
