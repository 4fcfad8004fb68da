#pragma once

#include <string>
#include <vector>

namespace clrscope::platform {

// This process's environment less everything that would make a .NET program behave like this one: profilers, diagnostic
// ports, start-up hooks, tuning of its runtime, preloaded libraries. "NAME=value" each.
std::vector<std::string> CleanEnvironment();

// Starts a program that is not our child: it has a session of its own, no descriptor of ours, its standard streams on the null
// device, default signal handling; its end is not reported to this process. Blocks until it has been started. arguments[0]
// is the program's path. False: it could not be started.
bool StartDaemon(const std::vector<std::string>& arguments, const std::vector<std::string>& environment);

}  // namespace clrscope::platform
