// Instructions put before a method's: every form of body keeps its meaning, and what is not sound is refused.
#include "loading/il_body.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

namespace clrscope {
namespace {

using Bytes = std::vector<uint8_t>;

const Bytes kPrologue = {0x00, 0x00, 0x00, 0x00, 0x00};  // five times nop
constexpr uint32_t kShift = 5;

template <typename T>
void Put(Bytes* bytes, T value) {
    const auto* at = reinterpret_cast<const uint8_t*>(&value);
    bytes->insert(bytes->end(), at, at + sizeof(value));
}

template <typename T>
T At(const Bytes& bytes, size_t offset) {
    T value{};
    if (offset + sizeof(T) <= bytes.size()) {
        std::memcpy(&value, bytes.data() + offset, sizeof(T));
    } else {
        ADD_FAILURE() << "nothing at " << offset;
    }
    return value;
}

Bytes Tiny(const Bytes& code) {
    Bytes body = {static_cast<uint8_t>(code.size() << 2 | 0x2)};
    body.insert(body.end(), code.begin(), code.end());
    return body;
}

// flags besides those of the format.
Bytes Fat(const Bytes& code, uint16_t flags = 0, uint16_t maxStack = 3, uint32_t locals = 0x11000001) {
    Bytes body;
    Put<uint16_t>(&body, 0x3003 | flags);
    Put(&body, maxStack);
    Put(&body, static_cast<uint32_t>(code.size()));
    Put(&body, locals);
    body.insert(body.end(), code.begin(), code.end());
    return body;
}

constexpr uint16_t kMoreSections = 0x8;

struct Clause {
    uint32_t flags, tryOffset, tryLength, handlerOffset, handlerLength, token;
};

void AddSmallSection(Bytes* body, const std::vector<Clause>& clauses, uint8_t kind = 0x01) {
    body->resize((body->size() + 3) & ~size_t{3});
    Put<uint8_t>(body, kind);
    Put(body, static_cast<uint8_t>(4 + clauses.size() * 12));
    Put<uint16_t>(body, 0);
    for (const Clause& clause : clauses) {
        Put(body, static_cast<uint16_t>(clause.flags));
        Put(body, static_cast<uint16_t>(clause.tryOffset));
        Put(body, static_cast<uint8_t>(clause.tryLength));
        Put(body, static_cast<uint16_t>(clause.handlerOffset));
        Put(body, static_cast<uint8_t>(clause.handlerLength));
        Put(body, clause.token);
    }
}

void AddFatSection(Bytes* body, const std::vector<Clause>& clauses, uint8_t kind = 0x41) {
    body->resize((body->size() + 3) & ~size_t{3});
    Put(body, static_cast<uint32_t>((4 + clauses.size() * 24) << 8 | kind));
    for (const Clause& clause : clauses) Put(body, clause);
}

void ExpectClauses(const Bytes& result, size_t codeSize, const std::vector<Clause>& expected) {
    EXPECT_EQ(At<uint16_t>(result, 0) & kMoreSections, kMoreSections);
    const size_t at = (12 + kShift + codeSize + 3) & ~size_t{3};
    EXPECT_EQ(At<uint32_t>(result, at), (4 + expected.size() * 24) << 8 | 0x41);
    ASSERT_EQ(result.size(), at + 4 + expected.size() * 24);
    for (size_t i = 0; i < expected.size(); ++i) {
        const auto clause = At<Clause>(result, at + 4 + i * 24);
        EXPECT_EQ(std::memcmp(&clause, &expected[i], sizeof(Clause)), 0) << i;
    }
}

TEST(PrependIl, ATinyBodyBecomesAFatOne) {
    const Bytes result = PrependIl(Tiny({0x02, 0x26, 0x2A}), kPrologue, 3);
    Bytes expected;
    Put<uint16_t>(&expected, 0x3003);
    Put<uint16_t>(&expected, 8);  // what a tiny body has without saying so
    Put<uint32_t>(&expected, kShift + 3);
    Put<uint32_t>(&expected, 0);
    expected.insert(expected.end(), {0, 0, 0, 0, 0, 0x02, 0x26, 0x2A});
    EXPECT_EQ(result, expected);
}

TEST(PrependIl, AFatBodyKeepsItsLocals) {
    const Bytes result = PrependIl(Fat({0x16, 0x2A}, 0x10), kPrologue, 2);
    EXPECT_EQ(At<uint16_t>(result, 0), 0x3013);
    EXPECT_EQ(At<uint16_t>(result, 2), 3);
    EXPECT_EQ(At<uint32_t>(result, 4), kShift + 2);
    EXPECT_EQ(At<uint32_t>(result, 8), 0x11000001u);
    EXPECT_EQ(result.size(), 12 + kShift + 2);
}

TEST(PrependIl, TheStackIsAsDeepAsEitherNeeds) {
    EXPECT_EQ(At<uint16_t>(PrependIl(Fat({0x2A}, 0, 1), kPrologue, 4), 2), 4);
    EXPECT_EQ(At<uint16_t>(PrependIl(Tiny({0x2A}), kPrologue, 9), 2), 9);
}

TEST(PrependIl, SmallClausesAreShifted) {
    const Bytes code(30);
    Bytes body = Fat(code, kMoreSections);
    AddSmallSection(&body, {{0, 1, 10, 11, 5, 0x01000002}, {2, 0, 20, 20, 4, 0}});
    ExpectClauses(PrependIl(body, kPrologue, 3), 30,
                  {{0, 1 + kShift, 10, 11 + kShift, 5, 0x01000002}, {2, kShift, 20, 20 + kShift, 4, 0}});
}

TEST(PrependIl, FatClausesAreShifted) {
    const Bytes code(1001);
    Bytes body = Fat(code, kMoreSections);
    AddFatSection(&body, {{4, 0, 700, 700, 300, 0}});
    ExpectClauses(PrependIl(body, kPrologue, 3), 1001, {{4, kShift, 700, 700 + kShift, 300, 0}});
}

TEST(PrependIl, AFiltersStartIsShiftedButATokenIsNot) {
    const Bytes code(40);
    Bytes body = Fat(code, kMoreSections);
    AddSmallSection(&body, {{1, 0, 10, 20, 5, 12}});
    ExpectClauses(PrependIl(body, kPrologue, 3), 40, {{1, kShift, 10, 20 + kShift, 5, 12 + kShift}});
}

TEST(PrependIl, SeveralSectionsBecomeOne) {
    const Bytes code(50);
    Bytes body = Fat(code, kMoreSections);
    AddSmallSection(&body, {{0, 1, 2, 3, 4, 5}}, 0x81);
    AddFatSection(&body, {{2, 6, 7, 8, 9, 0}});
    ExpectClauses(PrependIl(body, kPrologue, 3), 50,
                  {{0, 1 + kShift, 2, 3 + kShift, 4, 5}, {2, 6 + kShift, 7, 8 + kShift, 9, 0}});
}

TEST(PrependIl, ASectionsSizeMayLeaveOutItsHeader) {
    const Bytes code(20);
    Bytes body = Fat(code, kMoreSections);
    AddSmallSection(&body, {{0, 1, 2, 3, 4, 5}});
    body[32 + 1] = 12;
    ExpectClauses(PrependIl(body, kPrologue, 3), 20, {{0, 1 + kShift, 2, 3 + kShift, 4, 5}});
}

TEST(PrependIl, ThePrologueMayHaveClausesOfItsOwn) {
    const IlCatch own{1, 2, 3, 4, 0x02000005};
    ExpectClauses(PrependIl(Tiny({0x02, 0x26, 0x2A}), kPrologue, 3, {&own, 1}), 3, {{0, 1, 2, 3, 4, 0x02000005}});
    Bytes body = Fat(Bytes(1000), kMoreSections);
    AddFatSection(&body, {{4, 0, 700, 700, 300, 0}});
    ExpectClauses(PrependIl(body, kPrologue, 3, {&own, 1}), 1000,
                  {{0, 1, 2, 3, 4, 0x02000005}, {4, kShift, 700, 700 + kShift, 300, 0}});
}

TEST(PrependIl, ABodyThatIsCutOffIsRefused) {
    Bytes body = Fat(Bytes(20), kMoreSections);
    AddSmallSection(&body, {{0, 1, 2, 3, 4, 5}}, 0x81);
    AddFatSection(&body, {{2, 6, 7, 8, 9, 0}});
    ASSERT_FALSE(PrependIl(body, kPrologue, 3).empty());
    for (size_t size = 0; size < body.size(); ++size) {
        EXPECT_TRUE(PrependIl({body.data(), size}, kPrologue, 3).empty()) << size;
    }
    const Bytes tiny = Tiny({0x16, 0x2A});
    EXPECT_TRUE(PrependIl({tiny.data(), 2}, kPrologue, 3).empty());
}

TEST(PrependIl, WhatItDoesNotKnowIsRefused) {
    EXPECT_TRUE(PrependIl(Bytes{0x00, 0x2A}, kPrologue, 3).empty());
    EXPECT_TRUE(PrependIl(Bytes{0x01, 0x2A}, kPrologue, 3).empty());
    EXPECT_TRUE(PrependIl(Tiny({}), kPrologue, 3).empty());
    EXPECT_TRUE(PrependIl(Fat({}), kPrologue, 3).empty());
    EXPECT_TRUE(PrependIl(Fat({0x2A}, 0x100), kPrologue, 3).empty()) << "a flag of the header";

    Bytes header = Fat({0x2A});
    header[1] = 0x40;
    EXPECT_TRUE(PrependIl(header, kPrologue, 3).empty()) << "a longer header";

    Bytes size = Fat({0x2A});
    std::memset(&size[4], 0xFF, 4);
    EXPECT_TRUE(PrependIl(size, kPrologue, 3).empty()) << "a code size beyond the end";

    Bytes section = Fat(Bytes(20), kMoreSections);
    AddSmallSection(&section, {{0, 1, 2, 3, 4, 5}}, 0x02);
    EXPECT_TRUE(PrependIl(section, kPrologue, 3).empty()) << "a section that is not of clauses";
}

TEST(PrependIl, AClauseOutsideTheCodeIsRefused) {
    for (const Clause& clause :
         {Clause{0, 21, 0, 3, 4, 5}, Clause{0, 1, 20, 3, 4, 5}, Clause{0, 1, 2, 21, 0, 5}, Clause{0, 1, 2, 3, 18, 5},
          Clause{1, 1, 2, 3, 4, 20}, Clause{0, 0xFFFFFFFF, 2, 3, 4, 5}, Clause{0, 1, 0xFFFFFFFF, 3, 4, 5}}) {
        Bytes body = Fat(Bytes(20), kMoreSections);
        AddFatSection(&body, {clause});
        EXPECT_TRUE(PrependIl(body, kPrologue, 3).empty());
    }
}

TEST(PrependIl, RandomBodiesAreReadWithinTheirBounds) {
    std::mt19937 random(7);
    for (int i = 0; i < 200'000; ++i) {
        Bytes body(random() % 80);
        for (uint8_t& byte : body) byte = static_cast<uint8_t>(random());
        // Mostly past the first checks.
        if (body.size() > 12 && i % 4 != 0) {
            body[0] = 0x0B;
            body[1] = 0x30;
            body[4] = static_cast<uint8_t>(random() % body.size());
            body[5] = body[6] = body[7] = 0;
        }
        // A heap block of the exact size, for the address sanitizer.
        const std::vector<uint8_t> exact(body.begin(), body.end());
        const Bytes result = PrependIl(exact, kPrologue, 3);
        if (!result.empty()) {
            EXPECT_GT(result.size(), 12u + kShift);
        }
    }
}

}  // namespace
}  // namespace clrscope
