// The metadata of modules in memory, in both layouts, and of things that are none.
#include "codemap/pe_metadata.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cstring>
#include <random>
#include <vector>

namespace clrscope {
namespace {

constexpr uint32_t kPe = 0x80;
constexpr uint32_t kRva = 0x2000;   // of the only section
constexpr uint32_t kRaw = 0x400;    // where it lies in a file
constexpr uint32_t kMetadata = 72;  // in the section, after the CLI header
constexpr uint32_t kSize = 40;

template <typename T>
void Put(std::vector<uint8_t>* bytes, size_t at, T value) {
    std::memcpy(bytes->data() + at, &value, sizeof(value));
}

std::vector<uint8_t> Module(bool flat, bool wide = false) {
    std::vector<uint8_t> bytes(0x3000);
    const uint32_t section = flat ? kRaw : kRva;
    const uint32_t optional = kPe + 24;
    Put<uint32_t>(&bytes, 0x3C, kPe);
    Put<uint32_t>(&bytes, kPe, 0x4550);
    Put<uint16_t>(&bytes, kPe + 6, 1);
    Put<uint16_t>(&bytes, kPe + 20, 240);
    Put<uint16_t>(&bytes, optional, wide ? 0x20B : 0x10B);
    Put<uint32_t>(&bytes, optional + (wide ? 112 : 96) + 14 * 8, kRva);
    const uint32_t header = optional + 240 + 8;
    Put<uint32_t>(&bytes, header, 0x200);
    Put<uint32_t>(&bytes, header + 4, kRva);
    Put<uint32_t>(&bytes, header + 8, 0x200);
    Put<uint32_t>(&bytes, header + 12, kRaw);
    Put<uint32_t>(&bytes, section + 8, kRva + kMetadata);
    Put<uint32_t>(&bytes, section + 12, kSize);
    Put<uint32_t>(&bytes, section + kMetadata, 0x424A5342);
    bytes[section + kMetadata + kSize - 1] = 9;
    return bytes;
}

std::vector<uint8_t> Read(const std::vector<uint8_t>& module, bool flat, size_t limit = 1000) {
    return Copy(FindPeMetadata(reinterpret_cast<uintptr_t>(module.data()), flat), limit);
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
        std::vector<uint8_t> module = Module(flat);
        for (int i = 0; i < 3; ++i) {
            const size_t at = random() % 2 == 0 ? random() % 0x200 : (flat ? kRaw : kRva) + random() % 0x80;
            module[at] = static_cast<uint8_t>(random());
        }
        found += Read(module, flat).empty() ? 0 : 1;
    }
    EXPECT_GT(found, 0u);
}

}  // namespace
}  // namespace clrscope
