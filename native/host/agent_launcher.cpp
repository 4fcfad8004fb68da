#include "host/agent_launcher.h"

#include <algorithm>

#include "host/message.h"
#include "host/variables.h"
#include "platform/clock.h"
#include "platform/daemon.h"
#include "platform/environment.h"
#include "platform/file.h"

namespace clrscope {

namespace {

// An agent that does not stay is started again, less and less often.
constexpr uint64_t kFirstPauseNs = 1'000'000'000;
constexpr uint64_t kLongestPauseNs = 60'000'000'000;

// Starts in vain after which the program's user is told.
constexpr int kStartsUntilMessage = 2;

// At a container's end. An agent looks four times a second, and writes in less.
constexpr uint64_t kLongestWaitNs = 2'000'000'000;
constexpr uint64_t kComingUpNs = 500'000'000;
constexpr uint64_t kBetweenLooksNs = 5'000'000;

}  // namespace

AgentLauncher::AgentLauncher(std::string directory, std::string program, CounterPage counters)
    : directory_(std::move(directory)),
      program_(std::move(program)),
      counters_(counters),
      environment_(AgentEnvironment(platform::Environment())),
      pauseNs_(kFirstPauseNs) {}

void AgentLauncher::Tick() {
    const uint64_t now = platform::MonotonicNs();
    if (AgentIsThere()) {
        // It has come up, so its end is not a failure to start: whoever follows it need not wait.
        nextStartNs_ = now;
        pauseNs_ = kFirstPauseNs;
        startsInVain_ = 0;
        return;
    }
    if (now < nextStartNs_) return;
    nextStartNs_ = now + pauseNs_;
    pauseNs_ = std::min(pauseNs_ * 2, kLongestPauseNs);
    if (startsInVain_++ == kStartsUntilMessage) {
        TellOnce("no agent stays in " + directory_ + ": see " + LogPath() + "; samples wait in the segment");
    }
    if (!platform::IsExecutable(program_)) {
        TellOnce("no agent serves " + directory_ + " and " + program_ +
                 " cannot be run: samples wait in the segment; start `clrscope agent`, or set CLRSCOPE_AGENT_PATH");
        return;
    }
    counters_.Add(layout::Counter::AgentStarts);
    const std::vector<std::string> arguments = {program_,      "agent", "--dir",  directory_,
                                                "--idle-exit", "--log", LogPath()};
    if (!platform::StartDaemon(arguments, environment_)) TellOnce("cannot start the agent " + program_);
}

void AgentLauncher::AwaitRemoval(const std::string& segment) const {
    const uint64_t start = platform::MonotonicNs();
    for (uint64_t waited = 0; waited < kLongestWaitNs && platform::Exists(segment);
         waited = platform::MonotonicNs() - start) {
        if (waited >= kComingUpNs && !AgentIsThere()) return;
        platform::SleepNs(kBetweenLooksNs);
    }
}

void AgentLauncher::TellOnce(const std::string& text) {
    if (!told_) Message(text);
    told_ = true;
}

std::string AgentLauncher::LogPath() const {
    return directory_ + "/agent.log";
}

bool AgentLauncher::AgentIsThere() const {
    return platform::IsLocked(directory_ + "/agent." + std::to_string(layout::kVersion) + ".lock");
}

}  // namespace clrscope
