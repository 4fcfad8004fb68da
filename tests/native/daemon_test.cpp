// A program started from a profiled process must neither be bound to it nor disturb it.
#include "platform/daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "platform/file.h"
#include "support/temporary_directory.h"
#include "support/wait.h"

namespace clrscope::platform {
namespace {

class DaemonTest : public testing::Test {
  protected:
    // Runs a shell script as a daemon; what it prints, once it has printed a line "end".
    std::string OutputOf(const std::string& script,
                         const std::vector<std::string>& environment = {"PATH=/usr/bin:/bin"}) {
        const std::string path = directory_.Path() + "/output";
        EXPECT_TRUE(StartDaemon({"/bin/sh", "-c", "{ " + script + "; echo end; } > " + path + " 2>&1"}, environment));
        EXPECT_TRUE(test::Eventually([&] {
            const std::string text = ReadSmallFile(path);
            return text == "end\n" || (text.size() > 5 && text.substr(text.size() - 5) == "\nend\n");
        })) << ReadSmallFile(path);
        return ReadSmallFile(path);
    }

    test::TemporaryDirectory directory_;
};

TEST_F(DaemonTest, IsNoChildOfOursAndLeadsItsOwnSession) {
    const std::string output = OutputOf("cut -d' ' -f4,6 /proc/$$/stat");
    int parent = 0;
    int session = 0;
    std::istringstream(output) >> parent >> session;
    EXPECT_NE(parent, getpid());
    EXPECT_NE(session, getsid(0));
    EXPECT_EQ(waitpid(-1, nullptr, WNOHANG | __WALL), -1) << "a child is left to wait for";
    EXPECT_EQ(errno, ECHILD);
}

TEST_F(DaemonTest, InheritsNoDescriptorNorStream) {
    const int kept = fcntl(open("/etc/passwd", O_RDONLY | O_CLOEXEC), F_DUPFD, 100);
    ASSERT_GE(kept, 100);
    const std::string output = OutputOf("readlink /proc/$$/fd/0; ls /proc/$$/fd");
    close(kept);
    EXPECT_EQ(output.substr(0, output.find('\n')), "/dev/null");
    EXPECT_EQ(output.find("100"), std::string::npos) << output;
}

TEST_F(DaemonTest, HasTheDefaultSignalHandling) {
    signal(SIGUSR1, SIG_IGN);
    sigset_t some;
    sigemptyset(&some);
    sigaddset(&some, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &some, nullptr);
    const std::string output = OutputOf("grep -E 'SigBlk|SigIgn' /proc/self/status");
    pthread_sigmask(SIG_UNBLOCK, &some, nullptr);
    signal(SIGUSR1, SIG_DFL);
    EXPECT_EQ(output, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\nend\n");
}

TEST_F(DaemonTest, LeavesTheStartersSignalHandlingAlone) {
    struct sigaction before {};
    sigset_t maskBefore;
    signal(SIGUSR2, SIG_IGN);
    sigaction(SIGUSR2, nullptr, &before);
    pthread_sigmask(SIG_BLOCK, nullptr, &maskBefore);
    OutputOf("true");
    struct sigaction after {};
    sigset_t maskAfter;
    sigaction(SIGUSR2, nullptr, &after);
    pthread_sigmask(SIG_BLOCK, nullptr, &maskAfter);
    signal(SIGUSR2, SIG_DFL);
    EXPECT_EQ(after.sa_handler, before.sa_handler);
    for (int number = 1; number < NSIG; ++number) {
        EXPECT_EQ(sigismember(&maskAfter, number), sigismember(&maskBefore, number));
    }
}

TEST_F(DaemonTest, AProgramThatCannotBeRunIsReported) {
    EXPECT_FALSE(StartDaemon({directory_.Path() + "/missing"}, {}));
    std::ofstream(directory_.Path() + "/text") << "not a program";
    EXPECT_FALSE(StartDaemon({directory_.Path() + "/text"}, {}));
    EXPECT_EQ(waitpid(-1, nullptr, WNOHANG | __WALL), -1);
}

TEST_F(DaemonTest, HasTheEnvironmentThatItIsGiven) {
    setenv("OF_THE_STARTER", "1", 1);
    const std::string output = OutputOf("env | grep -v -E '^(PWD|_|SHLVL|OLDPWD)='", {"ONE=1", "TWO=a b"});
    unsetenv("OF_THE_STARTER");
    EXPECT_NE(output.find("ONE=1\n"), std::string::npos) << output;
    EXPECT_NE(output.find("TWO=a b\n"), std::string::npos) << output;
    EXPECT_EQ(output.find("OF_THE_STARTER"), std::string::npos) << output;
}

}  // namespace
}  // namespace clrscope::platform
