#include "platform/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "platform/error.h"

namespace clrscope::platform {

std::string ErrorText(int error) {
    char text[128];
    // The GNU form of strerror_r: returns the text, which need not be in the buffer.
    return std::string(strerror_r(error, text, sizeof(text))) + " (" + std::to_string(error) + ")";
}

std::string PrepareDirectory(const std::string& path) {
    if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return "cannot be created: " + ErrorText(errno);
    struct stat info;
    if (lstat(path.c_str(), &info) != 0) return "cannot be read: " + ErrorText(errno);
    if (!S_ISDIR(info.st_mode)) return "is not a directory";
    if (info.st_uid != geteuid()) return "belongs to user " + std::to_string(info.st_uid);
    if ((info.st_mode & 0022) != 0) return "can be written by others: run chmod 700 on it";
    return "";
}

int CreateLockedFile(const std::string& path, uint64_t size, std::string* reason) {
    const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        *reason = ErrorText(errno);
        return -1;
    }
    int error = 0;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) error = errno;
    if (error == 0) error = posix_fallocate(fd, 0, static_cast<off_t>(size));
    if (error == 0) return fd;
    *reason = ErrorText(error);
    unlink(path.c_str());
    close(fd);
    return -1;
}

std::byte* MapShared(int fd, uint64_t size) {
    void* at = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return at == MAP_FAILED ? nullptr : static_cast<std::byte*>(at);
}

void Unlock(int fd) {
    flock(fd, LOCK_UN);
}

bool Rename(const std::string& from, const std::string& to) {
    return rename(from.c_str(), to.c_str()) == 0;
}

void Remove(const std::string& path) {
    unlink(path.c_str());
}

bool WriteFully(int fd, const void* data, size_t size, uint64_t offset) {
    const auto* at = static_cast<const char*>(data);
    while (size > 0) {
        const ssize_t written = pwrite(fd, at, size, static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        at += written;
        offset += static_cast<uint64_t>(written);
        size -= static_cast<size_t>(written);
    }
    return true;
}

namespace {

std::string ReadUpTo(int fd, size_t limit) {
    std::string text;
    char buffer[4096];
    while (text.size() < limit) {
        const ssize_t got = read(fd, buffer, sizeof(buffer));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        text.append(buffer, static_cast<size_t>(got));
    }
    return text;
}

}  // namespace

std::string ReadSmallFile(const std::string& path, size_t limit) {
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return "";
    std::string text = ReadUpTo(fd, limit);
    close(fd);
    return text;
}

bool ReadRegularFile(const std::string& path, size_t limit, std::string* content) {
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return false;
    struct stat info;
    const bool regular = fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && static_cast<uint64_t>(info.st_size) <= limit;
    if (regular) *content = ReadUpTo(fd, limit);
    close(fd);
    return regular;
}

std::vector<uint64_t> FindInFile(const std::string& path, uint64_t begin, uint64_t end,
                                 const std::vector<uint8_t>& sequence) {
    std::vector<uint64_t> found;
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return found;
    std::vector<uint8_t> piece(65536);
    while (begin < end) {
        const size_t wanted = std::min<uint64_t>(piece.size(), end - begin);
        const ssize_t size = pread(fd, piece.data(), wanted, static_cast<off_t>(begin));
        if (size < static_cast<ssize_t>(sequence.size())) break;
        const uint8_t* at = piece.data();
        const uint8_t* last = at + size;
        while (const void* match = memmem(at, static_cast<size_t>(last - at), sequence.data(), sequence.size())) {
            at = static_cast<const uint8_t*>(match);
            found.push_back(begin + static_cast<uint64_t>(at++ - piece.data()));
        }
        // A match may lie across the end of the piece.
        begin += static_cast<uint64_t>(size) - (sequence.size() - 1);
    }
    close(fd);
    return found;
}

std::string_view FileName(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

bool IsReadable(const std::string& path) {
    return access(path.c_str(), R_OK) == 0;
}
bool IsExecutable(const std::string& path) {
    return access(path.c_str(), X_OK) == 0;
}

bool Exists(const std::string& path) {
    return access(path.c_str(), F_OK) == 0;
}

bool IsLocked(const std::string& path) {
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return false;
    const bool locked = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(fd);  // releases the shared lock, if we got it
    return locked;
}

std::string DefaultDirectory(int index) {
    static constexpr const char* kParents[kDefaultDirectories] = {"/dev/shm", "/tmp"};
    return std::string(kParents[index]) + "/clrscope-" + std::to_string(geteuid());
}

}  // namespace clrscope::platform
