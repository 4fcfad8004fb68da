// A file that the runtime could not load as a start-up hook is told before it is asked to.
#include "loading/tracker_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "support/made_up_tracker.h"
#include "support/temporary_directory.h"

namespace clrscope {
namespace {

using test::kMadeUpCliHeader;
using test::MadeUpTracker;
using test::PutAt;

class TrackerFileTest : public testing::Test {
  protected:
    std::string Path(const std::string& name = "Clrscope.Activity.dll") const { return directory_.Path() + "/" + name; }

    std::string ProblemOf(const std::string& content) {
        std::ofstream(Path(), std::ios::binary) << content;
        return WhyNotLoadable(Path());
    }

    test::TemporaryDirectory directory_;
};

TEST_F(TrackerFileTest, AWholeAssemblyCanBeLoaded) {
    EXPECT_EQ(ProblemOf(MadeUpTracker()), "");
}

TEST_F(TrackerFileTest, ARuntimeHasTheFileThatIsCompiledForIt) {
    std::ofstream(Path("Clrscope.Activity.net8.0.dll")) << "x";
    EXPECT_EQ(TrackerFile(directory_.Path(), 8), Path("Clrscope.Activity.net8.0.dll"));
    EXPECT_EQ(TrackerFile(directory_.Path(), 9), Path());
    EXPECT_EQ(TrackerFile(directory_.Path(), 10), Path());
}

TEST_F(TrackerFileTest, AMissingFile) {
    EXPECT_EQ(WhyNotLoadable(Path()), Path() + " is missing or cannot be read");
}

TEST_F(TrackerFileTest, WhatIsNoFile) {
    ASSERT_EQ(mkdir(Path("directory").c_str(), 0700), 0);
    EXPECT_EQ(WhyNotLoadable(Path("directory")), Path("directory") + " is missing or cannot be read");
    ASSERT_EQ(mkfifo(Path("pipe").c_str(), 0600), 0);
    EXPECT_EQ(WhyNotLoadable(Path("pipe")), Path("pipe") + " is missing or cannot be read") << "and is not waited for";
}

TEST_F(TrackerFileTest, APathThatTheRuntimeDoesNotTake) {
    EXPECT_EQ(WhyNotLoadable("Clrscope.Activity.dll"), "Clrscope.Activity.dll is not an absolute path");
}

TEST_F(TrackerFileTest, WithoutAManagedEntryPoint) {
    const std::string problem = Path() + " is not clrscope's, or is not whole";
    for (const uint32_t token : {0u, 0x06000000u, 0x26000001u}) {
        std::string library = MadeUpTracker();
        PutAt<uint32_t>(&library, kMadeUpCliHeader + 20, token);
        EXPECT_EQ(ProblemOf(library), problem) << token;
    }
    std::string native = MadeUpTracker();
    PutAt<uint32_t>(&native, kMadeUpCliHeader + 16, 0x10);
    EXPECT_EQ(ProblemOf(native), problem);
    std::string nowhere = MadeUpTracker();
    PutAt<uint32_t>(&nowhere, 0x98 + 96 + 14 * 8, 0x2200);
    EXPECT_EQ(ProblemOf(nowhere), problem);
}

TEST_F(TrackerFileTest, ACopyThatWasBrokenOff) {
    const std::string whole = MadeUpTracker();
    for (size_t size = 0; size < whole.size(); ++size) {
        ASSERT_EQ(ProblemOf(whole.substr(0, size)), Path() + " is not clrscope's, or is not whole") << size;
    }
}

TEST_F(TrackerFileTest, WhatIsNoAssemblyOrAnotherOne) {
    const std::string problem = Path() + " is not clrscope's, or is not whole";
    EXPECT_EQ(ProblemOf("MZ"), problem);
    EXPECT_EQ(ProblemOf("#!/bin/sh\n"), problem);
    EXPECT_EQ(ProblemOf("MZ" + std::string(2000, '\xFF')), problem);
    std::string native = MadeUpTracker();
    PutAt<uint32_t>(&native, 0x98 + 96 + 14 * 8, 0);
    EXPECT_EQ(ProblemOf(native), problem);
    std::string other = MadeUpTracker();
    other.replace(0x301, 11, "StartupBook");
    EXPECT_EQ(ProblemOf(other), problem);
}

TEST(NamesTracker, ByPathOrByName) {
    EXPECT_TRUE(NamesTracker("/opt/clrscope/Clrscope.Activity.dll"));
    EXPECT_TRUE(NamesTracker("/a/Other.dll:Clrscope.Activity"));
    EXPECT_FALSE(NamesTracker(""));
    EXPECT_FALSE(NamesTracker("/a/Other.dll"));
}

}  // namespace
}  // namespace clrscope
