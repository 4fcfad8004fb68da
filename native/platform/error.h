// What went wrong in a system call, as one clause for a message.
#pragma once

#include <string>

namespace clrscope::platform {

// "No space left on device (28)"
std::string ErrorText(int error);

}  // namespace clrscope::platform
