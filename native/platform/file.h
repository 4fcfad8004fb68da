// Files that outlive the process: creation in a private directory, reservation of space, locks. None of this is
// async-signal-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clrscope::platform {

// Makes path a directory that belongs to us and that nobody else can write to, creating it with mode 0700 if it is
// missing. Returns "" or what is wrong with it.
std::string PrepareDirectory(const std::string& path);

// Creates path (which must not exist) with mode 0600, takes an exclusive lock on it that lasts until Unlock or the
// process's end, and reserves size zeroed bytes, so that no later store into a mapping of it can fail. Returns the
// descriptor, or -1 with a reason.
int CreateLockedFile(const std::string& path, uint64_t size, std::string* reason);

// Maps the first size bytes, shared and writable; null on failure.
std::byte* MapShared(int fd, uint64_t size);

// Gives up the lock of CreateLockedFile.
void Unlock(int fd);

bool Rename(const std::string& from, const std::string& to);
void Remove(const std::string& path);

// Writes all of it at offset, or returns false.
bool WriteFully(int fd, const void* data, size_t size, uint64_t offset);

// The whole of a small file (at most limit bytes), or "" if it cannot be read.
std::string ReadSmallFile(const std::string& path, size_t limit = 65536);

// The whole of a regular file of at most limit bytes. False if it is something else; a pipe is not waited for.
bool ReadRegularFile(const std::string& path, size_t limit, std::string* content);

// Where in [begin, end) of a file a sequence of bytes stands. Read piece by piece, not mapped.
std::vector<uint64_t> FindInFile(const std::string& path, uint64_t begin, uint64_t end,
                                 const std::vector<uint8_t>& sequence);

// The last part of a path.
std::string_view FileName(std::string_view path);

bool IsReadable(const std::string& path);
bool IsExecutable(const std::string& path);
bool Exists(const std::string& path);

// True if some process holds the exclusive lock on the file at path.
bool IsLocked(const std::string& path);

// The directories to try for segments when none is configured, best first.
inline constexpr int kDefaultDirectories = 2;
std::string DefaultDirectory(int index);

}  // namespace clrscope::platform
