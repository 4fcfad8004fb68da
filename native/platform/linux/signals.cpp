#include "platform/signals.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <atomic>

#include "platform/handler_code.h"
#include "platform/linux/sample_signal.h"

namespace clrscope::platform {

namespace {

std::atomic<SampleSignalFunction> g_onSample{nullptr};
struct sigaction g_previous;  // written once, before the handler is installed

SampleSignal Decode(const siginfo_t* info) {
    SampleSignal signal{SignalOrigin::Foreign, info->si_value.sival_ptr, -1, 0};
    if (info->si_code == SI_TIMER) {
        signal.origin = SignalOrigin::Timer;
        signal.timerId = info->si_timerid;
        signal.overruns = info->si_overrun > 0 ? static_cast<uint32_t>(info->si_overrun) : 0;
    } else if (info->si_code == SI_QUEUE && info->si_pid == getpid()) {
        signal.origin = SignalOrigin::Queued;
    } else if (info->si_code == SI_USER && info->si_pid == 0) {
        // What the kernel fills in when it could not keep the siginfo.
        signal.origin = SignalOrigin::Anonymous;
    }
    return signal;
}

RegisterContext Registers(const void* context) {
    const auto* interrupted = static_cast<const ucontext_t*>(context);
    const auto* machine = interrupted->uc_mcontext.gregs;
    const auto sp = static_cast<uintptr_t>(machine[REG_RSP]);
    // The kernel saves here what sigaltstack was told.
    const auto signalStack = reinterpret_cast<uintptr_t>(interrupted->uc_stack.ss_sp);
    const uintptr_t size = interrupted->uc_stack.ss_size;
    return {static_cast<uintptr_t>(machine[REG_RIP]), sp, static_cast<uintptr_t>(machine[REG_RBP]),
            sp - signalStack < size ? signalStack + size : 0};
}

void CallPrevious(int number, siginfo_t* info, void* context) {
    if ((g_previous.sa_flags & SA_SIGINFO) != 0) {
        if (g_previous.sa_sigaction != nullptr) g_previous.sa_sigaction(number, info, context);
    } else if (g_previous.sa_handler != SIG_DFL && g_previous.sa_handler != SIG_IGN) {
        g_previous.sa_handler(number);
    }
    // The default action would end the process; a stray signal must not do that to a program that we asked to host us.
}

CLRSCOPE_HANDLER_CODE void OnSignal(int number, siginfo_t* info, void* context) {
    const int savedErrno = errno;
    const SampleSignalFunction onSample = g_onSample.load(std::memory_order_acquire);
    if (onSample == nullptr || !onSample(Decode(info), Registers(context))) CallPrevious(number, info, context);
    errno = savedErrno;
}

}  // namespace

bool InstallSampleHandler(SampleSignalFunction onSample) {
    if (g_onSample.load(std::memory_order_relaxed) == nullptr && sigaction(kSampleSignal, nullptr, &g_previous) != 0) {
        return false;
    }
    g_onSample.store(onSample, std::memory_order_release);
    struct sigaction action {};
    action.sa_sigaction = OnSignal;
    // Not SA_ONSTACK: the CLR's handler of SIGSEGV goes on on the thread's own stack while what it needs later still
    // lies on the alternate one, which the kernel takes for free then and would put our frame over it.
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigemptyset(&action.sa_mask);
    return sigaction(kSampleSignal, &action, nullptr) == 0;
}

bool SendSampleSignal(int32_t tid, void* cookie) {
    siginfo_t info{};
    info.si_signo = kSampleSignal;
    info.si_code = SI_QUEUE;
    info.si_pid = getpid();
    info.si_uid = getuid();
    info.si_value.sival_ptr = cookie;
    return syscall(SYS_rt_tgsigqueueinfo, getpid(), tid, kSampleSignal, &info) == 0;
}

uintptr_t ThreadPointer() {
    uintptr_t pointer;
    asm("mov %%fs:0, %0" : "=r"(pointer));
    return pointer;
}

SampleSignalBlock::SampleSignalBlock() {
    sigset_t ours;
    sigset_t old;
    sigemptyset(&ours);
    sigaddset(&ours, kSampleSignal);
    pthread_sigmask(SIG_BLOCK, &ours, &old);
    wasBlocked_ = sigismember(&old, kSampleSignal) == 1;
}

SampleSignalBlock::~SampleSignalBlock() {
    if (wasBlocked_) return;
    sigset_t ours;
    sigemptyset(&ours);
    sigaddset(&ours, kSampleSignal);
    pthread_sigmask(SIG_UNBLOCK, &ours, nullptr);
}

}  // namespace clrscope::platform
