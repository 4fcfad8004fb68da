#include "host/variables.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace clrscope {

namespace {

constexpr std::string_view kPrefix = "CLRSCOPE_";

constexpr std::string_view kOfThisProcess[] = {"CLRSCOPE_DIR",
                                               "CLRSCOPE_AGENT",
                                               "CLRSCOPE_AGENT_PATH",
                                               "CLRSCOPE_RING_MB",
                                               "CLRSCOPE_JOURNAL_MB",
                                               "CLRSCOPE_CPU_ENABLED",
                                               "CLRSCOPE_CPU_HZ",
                                               "CLRSCOPE_ACTIVITY_ENABLED",
                                               "CLRSCOPE_ACTIVITY_SPANS_PER_SECOND",
                                               "CLRSCOPE_ACTIVITY_SPAN_PERCENT"};

constexpr std::string_view kOfTheAgent[] = {"CLRSCOPE_CONFIG",
                                            "CLRSCOPE_OUTPUT",
                                            "CLRSCOPE_PERIOD_SECONDS",
                                            "CLRSCOPE_OUTPUT_MAX_MB",
                                            "CLRSCOPE_OUTPUT_MAX_AGE_HOURS",
                                            "CLRSCOPE_AGENT_IDLE_SECONDS",
                                            "CLRSCOPE_ACTIVITY_LATE_JOIN_SECONDS",
                                            "CLRSCOPE_LABELS_TRACE",
                                            "CLRSCOPE_LABELS_SPAN_NUMBERS",
                                            "CLRSCOPE_LABELS_ENDPOINT",
                                            "CLRSCOPE_LABELS_THREAD",
                                            "CLRSCOPE_RECORDING_ENABLED",
                                            "CLRSCOPE_RECORDING_DIRECTORY",
                                            "CLRSCOPE_RECORDING_MINUTES",
                                            "CLRSCOPE_RECORDING_MAX_MB"};

constexpr std::string_view kKept[] = {"DOTNET_ROOT", "DOTNET_BUNDLE_EXTRACT_BASE_DIR",
                                      "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"};

constexpr std::string_view kDroppedPrefixes[] = {"CORECLR_",    "COR_",       "COMPlus_", "DOTNET_",
                                                 "ASPNETCORE_", "LD_PRELOAD", "LD_AUDIT"};

bool StartsWith(std::string_view text, std::string_view prefix) {
    return text.substr(0, prefix.size()) == prefix;
}

template <typename Names>
bool Contains(const Names& names, std::string_view name) {
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

std::string_view NameOf(std::string_view variable) {
    return variable.substr(0, variable.find('='));
}

bool IsForAgent(std::string_view variable) {
    const std::string_view name = NameOf(variable);
    if (StartsWith(name, kPrefix)) return Contains(kOfTheAgent, name);
    // DOTNET_ROOT has forms with an architecture.
    if (Contains(kKept, name) || StartsWith(name, kKept[0])) return true;
    return std::none_of(std::begin(kDroppedPrefixes), std::end(kDroppedPrefixes),
                        [&](std::string_view prefix) { return StartsWith(name, prefix); });
}

}  // namespace

std::vector<std::string> UnknownVariables(const std::vector<std::string>& environment) {
    std::vector<std::string> unknown;
    for (const std::string& variable : environment) {
        const std::string_view name = NameOf(variable);
        if (StartsWith(name, kPrefix) && !Contains(kOfThisProcess, name) && !Contains(kOfTheAgent, name)) {
            unknown.emplace_back(name);
        }
    }
    return unknown;
}

std::vector<std::string> AgentEnvironment(const std::vector<std::string>& environment) {
    std::vector<std::string> kept;
    std::copy_if(environment.begin(), environment.end(), std::back_inserter(kept), IsForAgent);
    return kept;
}

}  // namespace clrscope
