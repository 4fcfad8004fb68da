#include "platform/threads.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <memory>

#include "platform/file.h"
#include "platform/linux/memory_map.h"
#include "platform/linux/sample_signal.h"

namespace clrscope::platform {

namespace {

std::string TaskFile(int32_t tid, const char* file) {
    return "/proc/self/task/" + std::to_string(tid) + "/" + file;
}

struct ThreadStart {
    const char* name;
    void (*run)(void*);
    void* argument;
};

void* RunThread(void* argument) {
    const std::unique_ptr<ThreadStart> start(static_cast<ThreadStart*>(argument));
    pthread_setname_np(pthread_self(), start->name);
    start->run(start->argument);
    return nullptr;
}

}  // namespace

int32_t CurrentThreadId() {
    return static_cast<int32_t>(syscall(SYS_gettid));
}

AddressRange CurrentStack() {
    pthread_attr_t attributes;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return {};
    void* low = nullptr;
    size_t size = 0;
    AddressRange range;
    if (pthread_attr_getstack(&attributes, &low, &size) == 0) {
        range.low = reinterpret_cast<uintptr_t>(low);
        range.high = range.low + size;
    }
    pthread_attr_destroy(&attributes);
    return range;
}

AddressRange StackAround(uintptr_t sp, uintptr_t threadPointer) {
    AddressRange range;
    ForEachMapping([&](const Mapping& mapping) {
        if (sp < mapping.start || sp >= mapping.end) return true;
        // The kernel may merge the mapping above a stack into the stack's own, and the program may unmap that later:
        // only the initial thread's mapping, and what lies below the thread's control block, is known to stay.
        if (mapping.path == "[stack]") {
            range = {mapping.start, mapping.end};
        } else if (threadPointer > sp && threadPointer < mapping.end) {
            range = {mapping.start, threadPointer};
        }
        return false;
    });
    return range;
}

std::vector<int32_t> ThreadIds() {
    std::vector<int32_t> ids;
    DIR* directory = opendir("/proc/self/task");
    if (directory == nullptr) return ids;
    while (const dirent* entry = readdir(directory)) {
        const int id = atoi(entry->d_name);
        if (id > 0) ids.push_back(id);
    }
    closedir(directory);
    return ids;
}

std::string ThreadName(int32_t tid) {
    std::string name = ReadSmallFile(TaskFile(tid, "comm"));
    if (!name.empty() && name.back() == '\n') name.pop_back();
    return name;
}

bool BlocksSampleSignal(int32_t tid) {
    const std::string status = ReadSmallFile(TaskFile(tid, "status"));
    const size_t at = status.find("\nSigBlk:");
    if (at == std::string::npos) return false;
    const uint64_t blocked = strtoull(status.c_str() + at + sizeof("\nSigBlk:") - 1, nullptr, 16);
    return (blocked >> (kSampleSignal - 1) & 1) != 0;
}

bool StartThread(const char* name, void (*run)(void*), void* argument) {
    sigset_t all;
    sigset_t old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);  // the new thread inherits the mask
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 256 * 1024);
    auto start = std::make_unique<ThreadStart>(ThreadStart{name, run, argument});
    pthread_t thread;
    const bool started = pthread_create(&thread, &attributes, RunThread, start.get()) == 0;
    if (started) start.release();
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &old, nullptr);
    return started;
}

}  // namespace clrscope::platform
