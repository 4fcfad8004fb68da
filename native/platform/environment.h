#pragma once

#include <string>
#include <vector>

namespace clrscope::platform {

// This process's environment, "NAME=value" each.
std::vector<std::string> Environment();

// The value of a variable; "" if it is not set.
std::string Variable(const char* name);

}  // namespace clrscope::platform
