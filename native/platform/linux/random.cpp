#include "platform/random.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace clrscope::platform {

void FillRandom(void* to, size_t size) {
    auto* at = static_cast<char*>(to);
    while (size > 0) {
        const long got = syscall(SYS_getrandom, at, size, 0);
        if (got < 0 && errno != EINTR) return;
        if (got <= 0) continue;
        at += got;
        size -= static_cast<size_t>(got);
    }
}

}  // namespace clrscope::platform
