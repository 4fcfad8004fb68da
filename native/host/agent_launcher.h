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

    // Waits until an agent has finished a segment and so removed it; not for longer than it takes an agent to come up,
    // if there is none, nor ever for more than seconds.
    void AwaitRemoval(const std::string& segment) const;

  private:
    bool AgentIsThere() const;
    void TellOnce(const std::string& text);
    std::string LogPath() const;

    std::string directory_;
    std::string program_;
    CounterPage counters_;
    std::vector<std::string> environment_;
    uint64_t nextStartNs_ = 0;
    uint64_t pauseNs_;
    int startsInVain_ = 0;
    bool told_ = false;
};

}  // namespace clrscope
