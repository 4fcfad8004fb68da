// A file that the runtime could not load as a start-up hook is told before it is asked to.
#include "loading/tracker_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstring>
#include <fstream>

#include "support/temporary_directory.h"

namespace clrscope {
namespace {

template <typename T>
void PutAt(std::string* file, size_t at, T value) {
    std::memcpy(&file->at(at), &value, sizeof(value));
}

// A PE file with one section and a CLI header, as far as is looked at.
std::string MadeUpAssembly() {
    std::string file(0x400, '\0');
    file.replace(0, 2, "MZ");
    PutAt<uint32_t>(&file, 0x3C, 0x80);
    file.replace(0x80, 2, "PE");
    PutAt<uint16_t>(&file, 0x86, 1);     // sections
    PutAt<uint16_t>(&file, 0x94, 0xE0);  // size of the optional header, which begins at 0x98
    PutAt<uint16_t>(&file, 0x98, 0x10B);
    PutAt<uint32_t>(&file, 0x98 + 96 + 14 * 8, 0x2008);  // CLI header
    PutAt<uint32_t>(&file, 0x98 + 0xE0 + 16, 0x200);     // size of the section's data
    PutAt<uint32_t>(&file, 0x98 + 0xE0 + 20, 0x200);     // and where it lies
    file.replace(0x300, 24, std::string("\0StartupHook\0Initialize\0", 24));
    return file;
}

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
    EXPECT_EQ(ProblemOf(MadeUpAssembly()), "");
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

TEST_F(TrackerFileTest, APathThatNoListOfHooksCanHold) {
    EXPECT_EQ(WhyNotLoadable("Clrscope.Activity.dll"), "Clrscope.Activity.dll is not an absolute path");
    EXPECT_EQ(WhyNotLoadable("/a:b/c.dll"), "/a:b/c.dll has a colon, which separates start-up hooks");
}

TEST_F(TrackerFileTest, ACopyThatWasBrokenOff) {
    const std::string whole = MadeUpAssembly();
    for (size_t size = 0; size < whole.size(); ++size) {
        ASSERT_EQ(ProblemOf(whole.substr(0, size)), Path() + " is not clrscope's, or is not whole") << size;
    }
}

TEST_F(TrackerFileTest, WhatIsNoAssemblyOrAnotherOne) {
    const std::string problem = Path() + " is not clrscope's, or is not whole";
    EXPECT_EQ(ProblemOf("MZ"), problem);
    EXPECT_EQ(ProblemOf("#!/bin/sh\n"), problem);
    EXPECT_EQ(ProblemOf("MZ" + std::string(2000, '\xFF')), problem);
    std::string native = MadeUpAssembly();
    PutAt<uint32_t>(&native, 0x98 + 96 + 14 * 8, 0);
    EXPECT_EQ(ProblemOf(native), problem);
    std::string other = MadeUpAssembly();
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
