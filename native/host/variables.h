// The environment variables that clrscope knows, and what of an environment an agent is given.
// managed/Clrscope.Agent/Configuration/SettingsTable.cs says what they mean.
#pragma once

#include <string>
#include <vector>

namespace clrscope {

// Names that begin like ours but are none: most likely misspelt.
std::vector<std::string> UnknownVariables(const std::vector<std::string>& environment);

// An environment less everything that would make a .NET program behave like the one that it belongs to (profilers,
// diagnostic ports, start-up hooks, tuning of its runtime, preloaded libraries) and less settings of that process
// alone.
std::vector<std::string> AgentEnvironment(const std::vector<std::string>& environment);

}  // namespace clrscope
