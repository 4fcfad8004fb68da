// Room for the sample signal on a thread's alternate signal stack.
#pragma once

namespace clrscope::platform {

// The CLR gives each of its threads an alternate stack of three pages, of which its handler of SIGSEGV (a null
// reference in managed code) uses most. When the sample signal arrives in there and its frame (3.4 KB with AVX-512, 11
// KB with AMX) does not fit, the kernel ends the process. This gives the calling thread a larger one until it ends.
// Does nothing for threads without an alternate stack of the CLR's making, or on it now.
void EnlargeSignalStack();

}  // namespace clrscope::platform
