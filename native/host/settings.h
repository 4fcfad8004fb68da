// The first values of everything that can be set, from the environment and the configuration file, so that a process
// profiles itself as asked before any agent has come. A wrong value is reported and its default used.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "segment/segment_file.h"

namespace clrscope {

struct Settings {
    std::string directory;                 // CLRSCOPE_DIR; "": the platform's defaults
    bool startAgent = true;                // CLRSCOPE_AGENT=auto|off
    std::string agentPath;                 // CLRSCOPE_AGENT_PATH; "": beside this library
    uint64_t ringSize = 8 << 20;           // CLRSCOPE_RING_MB
    uint64_t journalLimit = 256ull << 20;  // CLRSCOPE_JOURNAL_MB
    // CLRSCOPE_CPU_ENABLED, _CPU_HZ, _ACTIVITY_ENABLED, _ACTIVITY_SPANS_PER_SECOND, _ACTIVITY_SPAN_PERCENT, and the
    // file's keys of these names.
    ControlValues control{true, 100, true, 10'000, 100};
    uint32_t pinned = 0;                // layout::PinnedSetting: what the environment set
    std::vector<std::string> problems;  // one line each

    // configFallback: the configuration file to use if CLRSCOPE_CONFIG names none.
    static Settings Read(const std::string& configFallback);
};

}  // namespace clrscope
