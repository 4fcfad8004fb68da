// What modules in memory tell of their PDBs, in both layouts.
#include "codemap/pe_pdb.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string>
#include <vector>

namespace clrscope {
namespace {

constexpr uint32_t kPe = 0x80;
constexpr uint32_t kRva = 0x2000;  // of the only section
constexpr uint32_t kRaw = 0x400;   // where it lies in a file
constexpr uint32_t kEntrySize = 28;
constexpr uint32_t kData = 0x200;  // in the section, after the entries

class Module {
  public:
    explicit Module(bool flat) : flat_(flat), bytes_(0x3000) {
        const uint32_t optional = kPe + 24;
        Put<uint32_t>(0x3C, kPe);
        Put<uint32_t>(kPe, 0x4550);
        Put<uint16_t>(kPe + 6, 1);
        Put<uint16_t>(kPe + 20, 240);
        Put<uint16_t>(optional, 0x20B);
        Put<uint32_t>(kDirectory, kRva);
        const uint32_t header = optional + 240 + 8;
        Put<uint32_t>(header, 0x1000);
        Put<uint32_t>(header + 4, kRva);
        Put<uint32_t>(header + 8, 0x1000);
        Put<uint32_t>(header + 12, kRaw);
    }

    void Add(uint32_t type, const std::string& data, uint16_t version = 0x504D) {
        const uint32_t entry = Section() + count_ * kEntrySize;
        const uint32_t at = kData + count_ * 0x100;
        Put<uint32_t>(entry + 4, 0x44332211);
        Put<uint16_t>(entry + 10, version);
        Put<uint32_t>(entry + 12, type);
        Put<uint32_t>(entry + 16, static_cast<uint32_t>(data.size()));
        Put<uint32_t>(entry + 20, kRva + at);
        Put<uint32_t>(entry + 24, kRaw + at);
        std::memcpy(bytes_.data() + Section() + at, data.data(), data.size());
        Put<uint32_t>(kDirectory + 4, ++count_ * kEntrySize);
    }

    PePdb Find() const { return FindPePdb(reinterpret_cast<uintptr_t>(bytes_.data()), flat_); }
    std::vector<uint8_t> Embedded() const { return Copy(Find().embedded, 1000); }

    template <typename T>
    void Put(size_t at, T value) {
        std::memcpy(bytes_.data() + at, &value, sizeof(value));
    }

    uint32_t Section() const { return flat_ ? kRaw : kRva; }
    static constexpr uint32_t kDirectory = kPe + 24 + 112 + 6 * 8;

  private:
    bool flat_;
    std::vector<uint8_t> bytes_;
    uint32_t count_ = 0;
};

std::string Text(const std::vector<uint8_t>& bytes) {
    return {bytes.begin(), bytes.end()};
}

TEST(PePdb, IsFoundInBothLayouts) {
    for (const bool flat : {false, true}) {
        Module module(flat);
        module.Add(2, "RSDS and so on");
        module.Add(16, "deterministic");
        module.Add(17, "MPDB and so on");
        EXPECT_EQ(Text(module.Find().reference), "\x11\x22\x33\x44RSDS and so on") << flat;
        EXPECT_EQ(Text(module.Embedded()), "MPDB and so on") << flat;
    }
}

TEST(PePdb, OfTheOldFormatIsNone) {
    Module module(true);
    module.Add(2, "RSDS", 0);
    EXPECT_TRUE(module.Find().reference.empty());
}

TEST(PePdb, WithoutADebugDirectoryIsNone) {
    Module module(true);
    module.Add(2, "RSDS");
    module.Put<uint32_t>(Module::kDirectory, 0);
    EXPECT_TRUE(module.Find().reference.empty());
}

TEST(PePdb, DataThatIsNotMappedIsNone) {
    Module module(false);
    module.Add(2, "RSDS");
    module.Put<uint32_t>(module.Section() + 20, 0);
    EXPECT_TRUE(module.Find().reference.empty());
    module.Put<uint32_t>(module.Section() + 20, 0x70000000);
    EXPECT_TRUE(module.Find().reference.empty());
}

TEST(PePdb, AnyContentIsReadSafely) {
    std::mt19937 random(5);
    size_t found = 0;
    for (int round = 0; round < 20'000; ++round) {
        Module module(round % 2 == 0);
        module.Add(2, "RSDS");
        module.Add(17, "MPDB");
        for (int i = 0; i < 3; ++i) {
            const size_t at = random() % 2 == 0 ? random() % 0x200 : module.Section() + random() % 0x80;
            module.Put(at, static_cast<uint8_t>(random()));
        }
        found += module.Embedded().empty() ? 0 : 1;
    }
    EXPECT_GT(found, 0u);
}

}  // namespace
}  // namespace clrscope
