#include "codemap/hijack_stub.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "support/temporary_directory.h"

namespace clrscope {
namespace {

const std::vector<uint8_t> kBefore9{0x50, 0x55, 0x53, 0x41, 0x57, 0x41, 0x56, 0x41,
                                    0x55, 0x41, 0x54, 0x52, 0x50, 0x48, 0x89, 0xE7};
const std::vector<uint8_t> kSince9{0x50, 0x55, 0x53, 0x41, 0x57, 0x41, 0x56, 0x41, 0x55,
                                   0x41, 0x54, 0x51, 0x52, 0x50, 0x48, 0x89, 0xE7};

// A library whose file and memory hold the same.
class HijackStubTest : public testing::Test {
  protected:
    void Put(size_t at, const std::vector<uint8_t>& code) { std::copy(code.begin(), code.end(), memory_.begin() + at); }
    // Where in the library the stub is found; 0: nowhere.
    uintptr_t Find() {
        const std::string path = directory_.Path() + "/library";
        std::ofstream file(path, std::ios::binary);
        file << std::string(kFileOffset, '\0') << std::string(memory_.begin(), memory_.end());
        file.close();
        const auto start = reinterpret_cast<uintptr_t>(memory_.data());
        platform::LoadedLibrary library{start, start + memory_.size(), kFileOffset, 0, {}, path};
        const uintptr_t found = FindHijackStub(library);
        return found == 0 ? 0 : found - start;
    }

    static constexpr size_t kFileOffset = 4096;
    test::TemporaryDirectory directory_;
    std::vector<uint8_t> memory_ = std::vector<uint8_t>(200'000, 0x90);
};

TEST_F(HijackStubTest, IsFoundByItsCodeWhereverItLies) {
    for (const size_t at : {1u, 65'530u, 65'536u, 131'060u, 199'983u}) {
        for (const std::vector<uint8_t>& code : {kBefore9, kSince9}) {
            std::fill(memory_.begin(), memory_.end(), 0x90);
            Put(at, code);
            EXPECT_EQ(Find(), at);
        }
    }
}

TEST_F(HijackStubTest, OtherCodeIsNotTheStub) {
    EXPECT_EQ(Find(), 0u);
    std::vector<uint8_t> other = kSince9;
    other[16] = 0xE6;
    Put(1000, other);
    EXPECT_EQ(Find(), 0u);
    Put(2000, kSince9);
    EXPECT_EQ(Find(), 2000u);
}

TEST_F(HijackStubTest, OfTwoNoneIsTaken) {
    Put(1000, kSince9);
    Put(2000, kBefore9);
    EXPECT_EQ(Find(), 0u);
}

}  // namespace
}  // namespace clrscope
