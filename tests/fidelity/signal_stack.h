// The runtime's alternate stacks have three pages, of which its handler of SIGSEGV uses so much that another signal's
// frame (3.4 KB with AVX-512) does not fit any more: the kernel then ends the process. With this the oracle's runs say
// something about stacks, not about that.
#pragma once

namespace clrscope::fidelity {

// Gives the calling thread a larger alternate stack if it has a small one. The runtime unmaps whatever stack is set
// when the thread ends.
void EnlargeSignalStack();

}  // namespace clrscope::fidelity
