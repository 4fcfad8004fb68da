// A wall clock that somebody else can set, for the programs that this library is preloaded into: CLOCK_REALTIME is the
// kernel's plus the seconds in the file that STEPPED_CLOCK names, a signed 64-bit number. Other clocks are left as they
// are.
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

static const volatile int64_t* g_offset;
static int (*g_clock_gettime)(clockid_t, struct timespec*);

// All that cannot be done in a signal handler, which may read clocks, is done here.
__attribute__((constructor)) static void Prepare(void) {
    g_clock_gettime = (int (*)(clockid_t, struct timespec*))dlsym(RTLD_NEXT, "clock_gettime");
    const char* path = getenv("STEPPED_CLOCK");
    int file = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    void* mapped = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (mapped != MAP_FAILED) g_offset = mapped;
}

static time_t Offset(void) {
    return g_offset == NULL ? 0 : (time_t)*g_offset;
}

EXPORT int clock_gettime(clockid_t clock, struct timespec* now) {
    // Other libraries' constructors may run before ours.
    int result = g_clock_gettime != NULL ? g_clock_gettime(clock, now) : (int)syscall(SYS_clock_gettime, clock, now);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += Offset();
    return result;
}

EXPORT int gettimeofday(struct timeval* restrict now, void* restrict zone) {
    (void)zone;
    struct timespec time;
    if (clock_gettime(CLOCK_REALTIME, &time) != 0) return -1;
    now->tv_sec = time.tv_sec;
    now->tv_usec = time.tv_nsec / 1000;
    return 0;
}

EXPORT time_t time(time_t* now) {
    struct timespec time;
    if (clock_gettime(CLOCK_REALTIME, &time) != 0) return -1;
    if (now != NULL) *now = time.tv_sec;
    return time.tv_sec;
}
