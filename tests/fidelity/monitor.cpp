#include "monitor.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <mutex>

#include "platform/clock.h"
#include "platform/file.h"
#include "platform/threads.h"

namespace clrscope::fidelity {

namespace {

constexpr uint64_t kPassNs = 100'000'000;
constexpr uint64_t kMapsEveryNs = 2'000'000'000;
constexpr uint64_t kStuckNs = 4'000'000'000;

struct Monitor {
    std::string mapsPath;
    RecordFile* file;
    CodeLog* log;
    uint64_t next = 0;  // slots below are seen
    std::mutex asking;
    bool stopped = false;
};

Monitor* g_monitor;

void CopyMaps(const std::string& path) {
    const int from = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    const std::string temporary = path + ".new";
    const int to = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    char buffer[65536];
    for (ssize_t size; (size = read(from, buffer, sizeof(buffer))) > 0;) {
        if (write(to, buffer, static_cast<size_t>(size)) != size) break;
    }
    close(from);
    close(to);
    platform::Rename(temporary, path);
}

void Learn(const Slot& slot, CodeLog* log) {
    for (uint32_t i = 0; i < slot.oursCount; ++i) {
        if (slot.ourFunctions[i] != 0) log->AddPrecompiled(slot.ourFunctions[i]);
    }
    for (uint32_t i = 0; i < slot.seededCount; ++i) {
        if (slot.seeded[i].functionId != 0) log->AddPrecompiled(slot.seeded[i].functionId);
    }
    for (uint32_t i = 0; i < slot.unseededCount; ++i) {
        if (slot.unseeded[i].functionId != 0) log->AddPrecompiled(slot.unseeded[i].functionId);
    }
}

void Pass(Monitor* monitor) {
    std::lock_guard lock(monitor->asking);
    if (monitor->stopped) return;
    for (const uint64_t count = monitor->file->Count(); monitor->next < count; ++monitor->next) {
        const Slot* slot = monitor->file->At(monitor->next);
        if (__atomic_load_n(&slot->state, __ATOMIC_ACQUIRE) != static_cast<uint32_t>(SlotState::Done)) {
            // One that was taken and never begun (its thread was ended, say) must not hold up the others.
            if (slot->timeNs == 0 || platform::MonotonicNs() - slot->timeNs < kStuckNs) return;
            monitor->file->Header()->stuck = 1;
            CopyMaps(monitor->mapsPath);
            _exit(kStuckExit);
        }
        Learn(*slot, monitor->log);
    }
}

void Run(void* argument) {
    auto* monitor = static_cast<Monitor*>(argument);
    uint64_t nextMaps = 0;
    for (;;) {
        const uint64_t now = platform::MonotonicNs();
        if (now >= nextMaps) {
            CopyMaps(monitor->mapsPath);
            nextMaps = now + kMapsEveryNs;
        }
        Pass(monitor);
        platform::SleepNs(kPassNs);
    }
}

}  // namespace

void StartMonitor(const std::string& directory, RecordFile* file, CodeLog* log) {
    g_monitor = new Monitor{directory + "/" + std::to_string(getpid()) + ".maps", file, log, 0, {}, false};
    platform::StartThread("fidelity", Run, g_monitor);
}

void StopMonitor() {
    if (g_monitor == nullptr) return;
    Pass(g_monitor);
    CopyMaps(g_monitor->mapsPath);
    std::lock_guard lock(g_monitor->asking);
    g_monitor->stopped = true;
}

}  // namespace clrscope::fidelity
