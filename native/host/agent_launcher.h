// Sees to it that an agent serves our segment directory: starts one when none holds the directory's agent lock.
#pragma once

#include <string>
#include <vector>

#include "segment/counters.h"

namespace clrscope {

class AgentLauncher {
  public:
    // program: the clrscope executable.
    AgentLauncher(std::string directory, std::string program, CounterPage counters);

    // Called about once a second.
    void Tick();

  private:
    bool AgentIsThere() const;

    std::string directory_;
    std::string program_;
    CounterPage counters_;
    std::vector<std::string> environment_;
    uint64_t nextStartNs_ = 0;
    uint64_t pauseNs_;
};

}  // namespace clrscope
