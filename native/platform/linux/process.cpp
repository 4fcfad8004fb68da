#include "platform/process.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include <string_view>

#include "platform/file.h"

namespace clrscope::platform {

uint32_t ProcessId() {
    return static_cast<uint32_t>(getpid());
}

uint64_t ProcessStartTicks() {
    // Field 2 is the command in parentheses and may hold anything, so count from the last ')': field 22 is the 20th
    // after it.
    const std::string stat = ReadSmallFile("/proc/self/stat");
    size_t at = stat.rfind(')');
    for (int field = 2; field < 22 && at != std::string::npos; ++field) at = stat.find(' ', at + 1);
    return at == std::string::npos ? 0 : strtoull(stat.c_str() + at + 1, nullptr, 10);
}

std::string ExecutablePath() {
    char path[PATH_MAX];
    const ssize_t size = readlink("/proc/self/exe", path, sizeof(path));
    return size > 0 ? std::string(path, static_cast<size_t>(size)) : "";
}

std::string WorkingDirectory() {
    char path[PATH_MAX];
    return getcwd(path, sizeof(path)) != nullptr ? path : "";
}

std::string CommandLine() {
    return ReadSmallFile("/proc/self/cmdline");
}

std::string OwnLibraryPath() {
    Dl_info info;
    if (dladdr(reinterpret_cast<const void*>(&OwnLibraryPath), &info) == 0 || info.dli_fname == nullptr) return "";
    return info.dli_fname;
}

bool EndsItsContainer() {
    // The number that the kernel gives to the pid namespace of the machine itself (PROC_PID_INIT_INO).
    constexpr std::string_view kMachine = "pid:[4026531836]";
    char name[64];
    const ssize_t size = readlink("/proc/self/ns/pid", name, sizeof(name));
    if (size <= 0 || std::string_view(name, static_cast<size_t>(size)) == kMachine) return false;
    return getpid() == 1 || getppid() == 1;
}

}  // namespace clrscope::platform
