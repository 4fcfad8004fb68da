// An agent is started when none is there, and only then.
#include "host/agent_launcher.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>

#include "platform/file.h"
#include "support/temporary_directory.h"
#include "support/wait.h"

namespace clrscope {
namespace {

class AgentLauncherTest : public testing::Test {
  protected:
    // A program that notes its arguments, one line for each start.
    std::string Program() {
        const std::string path = directory_.Path() + "/clrscope";
        std::ofstream(path) << "#!/bin/sh\necho \"$@\" >> " << StartsPath() << "\n";
        chmod(path.c_str(), 0700);
        return path;
    }
    std::string StartsPath() const { return directory_.Path() + "/starts"; }
    std::string Starts() const { return platform::ReadSmallFile(StartsPath()); }
    uint64_t AgentStarts() { return CounterPage(&counters_).Get(layout::Counter::AgentStarts); }

    // As an agent does; to be closed.
    int HoldLock() {
        const std::string path = directory_.Path() + "/agent." + std::to_string(layout::kVersion) + ".lock";
        const int lock = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        EXPECT_EQ(flock(lock, LOCK_EX), 0);
        return lock;
    }

    AgentLauncher Launcher(const std::string& program) {
        return AgentLauncher(directory_.Path(), program, CounterPage(&counters_));
    }

    test::TemporaryDirectory directory_;
    layout::Counters counters_{};
};

TEST_F(AgentLauncherTest, StartsAnAgentForItsDirectory) {
    AgentLauncher launcher = Launcher(Program());
    launcher.Tick();
    EXPECT_EQ(AgentStarts(), 1u);
    EXPECT_TRUE(test::Eventually([&] { return !Starts().empty(); }));
    EXPECT_EQ(Starts(),
              "agent --dir " + directory_.Path() + " --idle-exit --log " + directory_.Path() + "/agent.log\n");
    launcher.Tick();
    EXPECT_EQ(AgentStarts(), 1u) << "it gets time to come up";
}

TEST_F(AgentLauncherTest, AnAgentThatHoldsTheLockIsEnough) {
    const int lock = HoldLock();
    AgentLauncher launcher = Launcher(Program());
    launcher.Tick();
    EXPECT_EQ(AgentStarts(), 0u);
    close(lock);
    launcher.Tick();
    EXPECT_EQ(AgentStarts(), 1u);
}

TEST_F(AgentLauncherTest, WhereThereIsNoProgramOneLineSaysWhatToDo) {
    AgentLauncher launcher = Launcher(directory_.Path() + "/missing");
    testing::internal::CaptureStderr();
    for (int i = 0; i < 5; ++i) launcher.Tick();
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_EQ(said.find("clrscope: no agent serves " + directory_.Path()), 0u);
    EXPECT_NE(said.find("CLRSCOPE_AGENT_PATH"), std::string::npos);
    EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1);
    EXPECT_EQ(AgentStarts(), 0u);
}

TEST_F(AgentLauncherTest, ASegmentIsWaitedForUntilItIsGone) {
    const int lock = HoldLock();
    const std::string segment = directory_.Path() + "/1-2.seg";
    std::ofstream(segment) << "x";
    std::atomic<bool> removed{false};
    std::thread agent([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        removed = true;
        platform::Remove(segment);
    });
    Launcher(Program()).AwaitRemoval(segment);
    EXPECT_TRUE(removed);
    agent.join();
    close(lock);
}

TEST_F(AgentLauncherTest, NoSegmentIsWaitedForForEver) {
    const std::string segment = directory_.Path() + "/1-2.seg";
    std::ofstream(segment) << "x";
    Launcher(Program()).AwaitRemoval(segment);
    EXPECT_TRUE(platform::Exists(segment));
}

}  // namespace
}  // namespace clrscope
