#include "platform/daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>

// Two clones that share our memory until the program is executed (fork would copy the page tables of a large process).
// The one in between ends at once, so that the daemon belongs to init; it has no exit signal, so that the host program
// neither gets a SIGCHLD nor sees it in a wait of its own. Both run on stacks of their own and use nothing but system
// calls.

namespace clrscope::platform {

namespace {

constexpr size_t kStackSize = 32 * 1024;

struct Start {
    std::vector<char*> arguments;
    std::vector<char*> environment;
    std::unique_ptr<char[]> stack = std::make_unique<char[]>(kStackSize);
    volatile bool failed = false;
};

void ResetSignals() {
    // Handlers are reset by execve; what the host ignores would stay ignored.
    for (int number = 1; number < NSIG; ++number) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
}

int RunDaemon(void* argument) {
    auto* start = static_cast<Start*>(argument);
    ResetSignals();
    const int null = open("/dev/null", O_RDWR);
    for (int stream = 0; stream <= 2; ++stream) dup2(null, stream);
    syscall(SYS_close_range, 3u, ~0u, 0u);
    if (chdir("/") == 0) execve(start->arguments[0], start->arguments.data(), start->environment.data());
    start->failed = true;
    _exit(127);
}

int RunBetween(void* argument) {
    auto* start = static_cast<Start*>(argument);
    setsid();
    const int pid = clone(RunDaemon, start->stack.get() + kStackSize, CLONE_VM | CLONE_VFORK | SIGCHLD, argument);
    if (pid < 0) start->failed = true;
    _exit(0);
}

std::vector<char*> Pointers(const std::vector<std::string>& strings) {
    std::vector<char*> pointers;
    for (const std::string& text : strings) pointers.push_back(const_cast<char*>(text.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

}  // namespace

bool StartDaemon(const std::vector<std::string>& arguments, const std::vector<std::string>& environment) {
    Start start{Pointers(arguments), Pointers(environment)};
    const auto stack = std::make_unique<char[]>(kStackSize);
    // While memory is shared no handler of the host may run in the clones.
    sigset_t all;
    sigset_t old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    const int between = clone(RunBetween, stack.get() + kStackSize, CLONE_VM | CLONE_VFORK, &start);
    int status = 0;
    bool ended = false;
    if (between > 0) {
        while (waitpid(between, &status, __WCLONE) < 0 && errno == EINTR) {
        }
        ended = true;
    }
    pthread_sigmask(SIG_SETMASK, &old, nullptr);
    return ended && !start.failed;
}

}  // namespace clrscope::platform
