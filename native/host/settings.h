// The first values of everything that can be set, from the environment and the configuration file, so that a process
// profiles itself as asked before any agent has come. A wrong value is reported and its default used.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace clrscope {

struct Settings {
    std::string directory;                 // CLRSCOPE_DIR; "": the platform's defaults
    bool startAgent = true;                // CLRSCOPE_AGENT=auto|off
    std::string agentPath;                 // CLRSCOPE_AGENT_PATH; "": beside this library
    uint64_t ringSize = 8 << 20;           // CLRSCOPE_RING_MB
    uint64_t journalLimit = 256ull << 20;  // CLRSCOPE_JOURNAL_MB
    bool cpuEnabled = true;                // CLRSCOPE_CPU_ENABLED, cpu:enabled
    uint32_t cpuHz = 100;                  // CLRSCOPE_CPU_HZ, cpu:hz
    bool activityEnabled = true;           // CLRSCOPE_ACTIVITY_ENABLED, activity:enabled
    uint32_t pinned = 0;                   // layout::PinnedSetting: what the environment set
    std::vector<std::string> problems;     // one line each

    // configFallback: the configuration file to use if CLRSCOPE_CONFIG names none.
    static Settings Read(const std::string& configFallback);
};

}  // namespace clrscope
