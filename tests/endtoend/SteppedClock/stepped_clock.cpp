// Preloaded into a program, it steps the wall clock for that program alone: what it and its children read of
// CLOCK_REALTIME is off by what a file says, which a test changes while they run. All other clocks are the system's.
//
// STEPPED_CLOCK names the file, a page in this machine's byte order: int64 seconds, then for each process {int64 pid,
// int64 reads that were off}. A process that finds no free place is not counted.
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>

namespace {

constexpr size_t kPage = 4096;

struct Process {
    std::atomic<int64_t> pid;
    std::atomic<int64_t> reads;
};

struct Shared {
    std::atomic<int64_t> seconds;
    Process processes[(kPage - sizeof(int64_t)) / sizeof(Process)];
};
static_assert(sizeof(Shared) <= kPage);

using ClockGetTime = int (*)(clockid_t, timespec*);

std::atomic<Shared*> shared{nullptr};
std::atomic<Process*> self{nullptr};
std::atomic<ClockGetTime> next{nullptr};

__attribute__((constructor)) void Open() {
    next = reinterpret_cast<ClockGetTime>(dlsym(RTLD_NEXT, "clock_gettime"));
    const char* path = getenv("STEPPED_CLOCK");
    const int file = path == nullptr ? -1 : open(path, O_RDWR | O_CLOEXEC);
    if (file < 0) return;
    void* page = mmap(nullptr, kPage, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (page == MAP_FAILED) return;
    auto* opened = static_cast<Shared*>(page);
    for (Process& process : opened->processes) {
        int64_t free = 0;
        if (process.pid.compare_exchange_strong(free, getpid())) {
            self = &process;
            break;
        }
    }
    shared = opened;
}

}  // namespace

// May be called in a signal handler, and before Open.
extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
    const ClockGetTime system = next;
    const int result =
        system != nullptr ? system(clock, time) : static_cast<int>(syscall(SYS_clock_gettime, clock, time));
    Shared* steps = shared;
    if (result != 0 || clock != CLOCK_REALTIME || steps == nullptr) return result;
    const int64_t seconds = steps->seconds;
    time->tv_sec += seconds;
    if (Process* process = self; process != nullptr && seconds != 0) process->reads++;
    return 0;
}

extern "C" int gettimeofday(timeval* __restrict value, void* __restrict) noexcept {
    timespec now;
    const int result = clock_gettime(CLOCK_REALTIME, &now);
    *value = {now.tv_sec, now.tv_nsec / 1000};
    return result;
}

extern "C" time_t time(time_t* value) noexcept {
    timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (value != nullptr) *value = now.tv_sec;
    return now.tv_sec;
}
