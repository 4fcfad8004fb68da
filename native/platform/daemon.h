#pragma once

#include <string>
#include <vector>

namespace clrscope::platform {

// Starts a program that is not our child: it has a session of its own, no descriptor of ours, its standard streams on
// the null device, default signal handling; its end is not reported to this process. Blocks until it has been started.
// arguments[0] is the program's path. False: it could not be started.
bool StartDaemon(const std::vector<std::string>& arguments, const std::vector<std::string>& environment);

}  // namespace clrscope::platform
