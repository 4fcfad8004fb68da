// The managed tracker's assembly, looked at before the runtime is told to load it: one that it cannot load ends the
// program.
#pragma once

#include <cstdint>
#include <string>

namespace clrscope {

inline constexpr const char* kTrackerAssembly = "Clrscope.Activity";

// The tracker's file in a directory. Code that is compiled ahead of time is of use to one major version of the runtime,
// so there are files for older ones; without one of its own, a runtime compiles the newest one's code when it loads it.
std::string TrackerFile(const std::string& directory, uint16_t runtimeMajor);

// "" if the runtime can be told to load the file at path and call its entry point, else why not.
std::string WhyNotLoadable(const std::string& path);

// Whether a list of start-up hooks, as DOTNET_STARTUP_HOOKS has it, names the tracker already.
bool NamesTracker(const std::string& hooks);

}  // namespace clrscope
