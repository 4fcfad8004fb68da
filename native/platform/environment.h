#pragma once

#include <string>
#include <vector>

namespace clrscope::platform {

// This process's environment, "NAME=value" each.
std::vector<std::string> Environment();

}  // namespace clrscope::platform
