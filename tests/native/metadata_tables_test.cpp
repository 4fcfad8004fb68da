// Names and ids read from metadata, and what happens when it is none.
#include "codemap/metadata_tables.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <string>
#include <vector>

namespace clrscope {
namespace {

constexpr uint32_t kPe = 0x80;
constexpr uint32_t kCliHeader = 0x200;
constexpr uint32_t kMetadata = 0x300;
constexpr uint32_t kTypeDef = 0x02000000;

class Bytes {
  public:
    template <typename T>
    void Put(size_t at, T value) {
        if (bytes_.size() < at + sizeof(value)) bytes_.resize(at + sizeof(value));
        std::memcpy(bytes_.data() + at, &value, sizeof(value));
    }
    template <typename T>
    void Add(T value) {
        Put(bytes_.size(), value);
    }
    void Add(const Bytes& other) { bytes_.insert(bytes_.end(), other.bytes_.begin(), other.bytes_.end()); }
    void Text(const std::string& text, size_t size) {
        for (size_t i = 0; i < size; ++i) Add(i < text.size() ? text[i] : '\0');
    }
    size_t Size() const { return bytes_.size(); }
    std::vector<uint8_t>& All() { return bytes_; }

  private:
    std::vector<uint8_t> bytes_;
};

// A module with the types A.Outer, Inner and Deepest, one in the other, and Lone. wide: heaps with offsets of four
// bytes. more: rows in tables that make columns of others wide.
std::vector<uint8_t> Module(bool wide = false, bool more = false) {
    const uint32_t typeRefs = more ? 0x4000 : 1;  // too many for a coded index of two bytes with two bits of tag
    Bytes tables;
    tables.Put<uint32_t>(0, 0);
    tables.Put<uint8_t>(6, wide ? 7 : 0);
    tables.Put<uint64_t>(8, 1u << 0 | 1u << 1 | 1u << 2 | uint64_t{1} << 0x29);
    tables.Put<uint64_t>(16, 0);
    for (const uint32_t rows : {1u, typeRefs, 4u, 2u}) tables.Add<uint32_t>(rows);
    const auto heap = [&](uint32_t offset) {
        if (wide) {
            tables.Add<uint32_t>(offset);
        } else {
            tables.Add(static_cast<uint16_t>(offset));
        }
    };
    const auto coded = [&](uint16_t value) {
        if (more) {
            tables.Add(uint32_t{value});
        } else {
            tables.Add(value);
        }
    };
    // Module: generation, name, mvid, enc id, enc base id
    tables.Add<uint16_t>(0);
    for (const uint32_t offset : {1u, 2u, 0u, 0u}) heap(offset);
    for (uint32_t i = 0; i < typeRefs; ++i) {  // TypeRef: scope, name, namespace
        coded(4);
        heap(1);
        heap(1);
    }
    const uint32_t types[][2] = {{9, 7}, {15, 0}, {21, 0}, {29, 0}};  // names and namespaces
    for (const auto& [name, space] : types) {  // TypeDef: flags, name, namespace, base, fields, methods
        tables.Add<uint32_t>(0);
        heap(name);
        heap(space);
        coded(0);
        tables.Add<uint32_t>(0);
    }
    for (const uint16_t row : {2, 1, 3, 2}) tables.Add<uint16_t>(row);  // NestedClass: nested, outer

    Bytes strings;
    strings.Text("", 1);
    strings.Text("m.dll", 6);
    strings.Text("A", 2);
    strings.Text("Outer", 6);
    strings.Text("Inner", 6);
    strings.Text("Deepest", 8);
    strings.Text("Lone", 5);

    Bytes guids;
    for (uint8_t i = 0; i < 32; ++i) guids.Add(i);

    Bytes metadata;
    metadata.Put<uint32_t>(0, 0x424A5342);
    metadata.Put<uint32_t>(12, 12);
    metadata.Put<uint16_t>(28 + 2, 3);
    constexpr uint32_t kStreams = 100;
    metadata.Add(static_cast<uint32_t>(kStreams));
    metadata.Add(static_cast<uint32_t>(tables.Size()));
    metadata.Text("#~", 4);
    metadata.Add(static_cast<uint32_t>(kStreams + tables.Size()));
    metadata.Add(static_cast<uint32_t>(strings.Size()));
    metadata.Text("#Strings", 12);
    metadata.Add(static_cast<uint32_t>(kStreams + tables.Size() + strings.Size()));
    metadata.Add(static_cast<uint32_t>(guids.Size()));
    metadata.Text("#GUID", 8);
    metadata.Put<uint8_t>(kStreams - 1, 0);
    metadata.Add(tables);
    metadata.Add(strings);
    metadata.Add(guids);

    Bytes module;
    module.Put<uint32_t>(0x3C, kPe);
    module.Put<uint32_t>(kPe, 0x4550);
    module.Put<uint16_t>(kPe + 24, 0x20B);
    module.Put<uint32_t>(kPe + 24 + 112 + 14 * 8, kCliHeader);
    module.Put<uint32_t>(kCliHeader + 8, kMetadata);
    module.Put(kCliHeader + 12, static_cast<uint32_t>(metadata.Size()));
    module.Put<uint8_t>(kMetadata - 1, 0);
    module.Add(metadata);
    return module.All();
}

MetadataTables Read(const std::vector<uint8_t>& module) {
    return MetadataTables(reinterpret_cast<uintptr_t>(module.data()), false);
}

class MetadataTablesForm : public testing::TestWithParam<std::pair<bool, bool>> {};

TEST_P(MetadataTablesForm, TypesHaveTheirNames) {
    const std::vector<uint8_t> module = Module(GetParam().first, GetParam().second);
    const MetadataTables tables = Read(module);
    EXPECT_EQ(tables.TypeName(kTypeDef | 1, '+'), "A.Outer");
    EXPECT_EQ(tables.TypeName(kTypeDef | 2, '+'), "A.Outer+Inner");
    EXPECT_EQ(tables.TypeName(kTypeDef | 3, '.'), "A.Outer.Inner.Deepest");
    EXPECT_EQ(tables.TypeName(kTypeDef | 4, '+'), "Lone");
}

TEST_P(MetadataTablesForm, TheModuleHasItsId) {
    const std::vector<uint8_t> module = Module(GetParam().first, GetParam().second);
    uint8_t mvid[16] = {};
    ASSERT_TRUE(Read(module).ReadMvid(mvid));
    for (uint8_t i = 0; i < 16; ++i) EXPECT_EQ(mvid[i], 16 + i);
}

INSTANTIATE_TEST_SUITE_P(AllForms, MetadataTablesForm,
                         testing::Values(std::pair(false, false), std::pair(true, false), std::pair(false, true),
                                         std::pair(true, true)));

TEST(MetadataTables, WhatIsNoTypeHasNoName) {
    const std::vector<uint8_t> module = Module();
    const MetadataTables tables = Read(module);
    EXPECT_EQ(tables.TypeName(kTypeDef, '+'), "");
    EXPECT_EQ(tables.TypeName(kTypeDef | 5, '+'), "");
    EXPECT_EQ(tables.TypeName(0x01000001, '+'), "");
}

TEST(MetadataTables, TypesThatLieInOneAnotherHaveNoName) {
    std::vector<uint8_t> module = Module();
    const uint8_t nested[] = {2, 0, 1, 0, 3, 0, 2, 0};
    const auto at = std::search(module.begin(), module.end(), std::begin(nested), std::end(nested));
    ASSERT_NE(at, module.end());
    at[2] = 3;  // 2 lies in 3, which lies in 2
    EXPECT_EQ(Read(module).TypeName(kTypeDef | 2, '+'), "");
}

TEST(MetadataTables, NoModuleHasNoId) {
    uint8_t mvid[16];
    EXPECT_FALSE(MetadataTables(0, false).ReadMvid(mvid));
    const std::vector<uint8_t> nothing(4096);
    EXPECT_FALSE(Read(nothing).ReadMvid(mvid));
    EXPECT_EQ(Read(nothing).TypeName(kTypeDef | 1, '+'), "");
}

TEST(MetadataTables, AnyContentIsReadSafely) {
    std::mt19937 random(5);
    const std::vector<uint8_t> original = Module();
    size_t named = 0;
    for (int round = 0; round < 5'000; ++round) {
        std::vector<uint8_t> module = original;
        for (int i = 0; i < 4; ++i) {
            module[kCliHeader + random() % (module.size() - kCliHeader)] = static_cast<uint8_t>(random());
        }
        const MetadataTables tables = Read(module);
        uint8_t mvid[16];
        tables.ReadMvid(mvid);
        for (uint32_t row = 0; row < 6; ++row) named += tables.TypeName(kTypeDef | row, '+').empty() ? 0 : 1;
    }
    EXPECT_GT(named, 0u);
}

}  // namespace
}  // namespace clrscope
