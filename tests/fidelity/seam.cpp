// Where the oracle enters, by the linker's --wrap: the sources of the library know nothing of it.
//
// SampleWriter::WriteStack is what the handler calls with its finished walk. sigaction is wrapped to learn the
// interrupted registers, all of them, and to keep the handler off the alternate stack, on which the runtime's walk
// would not find room.
#include <errno.h>
#include <signal.h>
#include <ucontext.h>

#include "oracle.h"
#include "platform/linux/sample_signal.h"
#include "sampling/sample_writer.h"

namespace {

using SignalFunction = void (*)(int, siginfo_t*, void*);

SignalFunction g_handler;  // the library's; set once, before the wrapper is installed

// Lies in the static block, so that the handler's access allocates nothing.
__attribute__((tls_model("initial-exec"))) thread_local const ucontext_t* t_interrupted;

void OnSignal(int number, siginfo_t* info, void* context) {
    t_interrupted = static_cast<const ucontext_t*>(context);
    g_handler(number, info, context);
    t_interrupted = nullptr;
}

}  // namespace

extern "C" {

int __real_sigaction(int number, const struct sigaction* action, struct sigaction* old);

int __wrap_sigaction(int number, const struct sigaction* action, struct sigaction* old) {
    if (number != clrscope::platform::kSampleSignal || action == nullptr) {
        return __real_sigaction(number, action, old);
    }
    g_handler = action->sa_sigaction;
    struct sigaction wrapped = *action;
    wrapped.sa_sigaction = OnSignal;
    wrapped.sa_flags &= ~SA_ONSTACK;
    return __real_sigaction(number, &wrapped, old);
}

// The mangled names are the linker's options too (CMakeLists.txt); a changed signature fails to link.
void FIDELITY_REAL_WRITE_STACK(clrscope::SampleWriter* self, clrscope::ThreadRecord* thread, uint64_t timeNs,
                               uint64_t weightNs, const clrscope::unwind::Walk& walk, const uint64_t* frames);

void FIDELITY_WRAP_WRITE_STACK(clrscope::SampleWriter* self, clrscope::ThreadRecord* thread, uint64_t timeNs,
                               uint64_t weightNs, const clrscope::unwind::Walk& walk, const uint64_t* frames) {
    FIDELITY_REAL_WRITE_STACK(self, thread, timeNs, weightNs, walk, frames);
    if (t_interrupted == nullptr) return;
    const int savedErrno = errno;
    clrscope::fidelity::AskOracle(*t_interrupted, *thread, walk, frames);
    errno = savedErrno;
}
}
