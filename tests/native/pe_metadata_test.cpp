// The metadata of modules in memory, in both layouts, and of things that are none.
#include "codemap/pe_metadata.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <random>
#include <vector>

#include "support/made_up_module.h"

namespace clrscope {
namespace {

constexpr uint32_t kMetadata = 72;  // in the section, after the CLI header
constexpr uint32_t kSize = 40;

test::MadeUpModule Module(bool flat, bool wide = false) {
    test::MadeUpModule module(flat, wide);
    module.Put<uint32_t>(module.Directory(14), module.kRva);
    module.Put<uint32_t>(module.Section() + 8, module.kRva + kMetadata);
    module.Put<uint32_t>(module.Section() + 12, kSize);
    module.Put<uint32_t>(module.Section() + kMetadata, 0x424A5342);
    module.Put<uint8_t>(module.Section() + kMetadata + kSize - 1, 9);
    return module;
}

std::vector<uint8_t> Read(const test::MadeUpModule& module, bool flat, size_t limit = 1000) {
    return Copy(FindPeMetadata(module.Base(), flat), limit);
}

TEST(PeMetadata, IsFoundInBothLayoutsAndFormats) {
    for (const bool flat : {false, true}) {
        for (const bool wide : {false, true}) {
            const std::vector<uint8_t> metadata = Read(Module(flat, wide), flat);
            ASSERT_EQ(metadata.size(), kSize) << flat << wide;
            EXPECT_EQ(metadata.back(), 9);
        }
    }
}

TEST(PeMetadata, OfTheOtherLayoutIsNotTakenForIt) {
    EXPECT_TRUE(Read(Module(true), false).empty());
    EXPECT_TRUE(Read(Module(false), true).empty());
}

TEST(PeMetadata, BeyondTheLimitIsLeft) {
    EXPECT_EQ(Read(Module(true), true, kSize).size(), kSize);
    EXPECT_TRUE(Read(Module(true), true, kSize - 1).empty());
}

TEST(PeMetadata, WhatIsNotMappedIsNoModule) {
    void* page = mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT_TRUE(Copy(FindPeMetadata(reinterpret_cast<uintptr_t>(page), true), 1000).empty());
    munmap(page, 4096);
    EXPECT_TRUE(Copy(FindPeMetadata(0, true), 1000).empty());
}

TEST(PeMetadata, AnyContentIsReadSafely) {
    std::mt19937 random(5);
    size_t found = 0;
    for (int round = 0; round < 20'000; ++round) {
        const bool flat = round % 2 == 0;
        test::MadeUpModule module = Module(flat);
        for (int i = 0; i < 3; ++i) {
            const size_t at = random() % 2 == 0 ? random() % 0x200 : module.Section() + random() % 0x80;
            module.Put(at, static_cast<uint8_t>(random()));
        }
        found += Read(module, flat).empty() ? 0 : 1;
    }
    EXPECT_GT(found, 0u);
}

}  // namespace
}  // namespace clrscope
