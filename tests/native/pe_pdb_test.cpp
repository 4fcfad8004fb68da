// What modules in memory tell of their PDBs, in both layouts.
#include "codemap/pe_pdb.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "support/made_up_module.h"

namespace clrscope {
namespace {

constexpr uint32_t kEntrySize = 28;
constexpr uint32_t kData = 0x200;  // in the section, after the entries

// A module with a debug directory.
class Module : public test::MadeUpModule {
  public:
    explicit Module(bool flat) : MadeUpModule(flat) { Put<uint32_t>(DebugDirectory(), kRva); }

    void Add(uint32_t type, const std::string& data, uint16_t version = 0x504D) {
        const uint32_t entry = Section() + count_ * kEntrySize;
        const uint32_t at = kData + count_ * 0x100;
        Put<uint32_t>(entry + 4, 0x44332211);
        Put<uint16_t>(entry + 10, version);
        Put<uint32_t>(entry + 12, type);
        Put<uint32_t>(entry + 16, static_cast<uint32_t>(data.size()));
        Put<uint32_t>(entry + 20, kRva + at);
        Put<uint32_t>(entry + 24, kRaw + at);
        for (size_t i = 0; i < data.size(); ++i) Put(Section() + at + i, data[i]);
        Put<uint32_t>(DebugDirectory() + 4, ++count_ * kEntrySize);
    }

    PePdb Find() const { return FindPePdb(Base(), IsFlat()); }
    std::vector<uint8_t> Embedded() const { return Copy(Find().embedded, 1000); }
    uint32_t DebugDirectory() const { return Directory(6); }

  private:
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
    module.Put<uint32_t>(module.DebugDirectory(), 0);
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
