// Finds the runtime's stub that hijacked methods return to (unwind/hijack.h). The stripped library does not name it, so
// it is told by its code.
#pragma once

#include <cstdint>

#include "platform/libraries.h"

namespace clrscope {

// Looks through the library's file: takes milliseconds. 0: the stub is not there, or not there alone.
uintptr_t FindHijackStub(const platform::LoadedLibrary& library);

}  // namespace clrscope
