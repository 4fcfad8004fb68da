// Which code lay where, and when.
#include "codemap/code_map.h"

#include <gtest/gtest.h>

namespace clrscope {
namespace {

MethodFacts Method(uint64_t functionId, uint64_t start, uint64_t size, uint64_t moduleId = 1) {
    MethodFacts facts;
    facts.functionId = functionId;
    facts.moduleId = moduleId;
    facts.ranges = {{start, size}};
    return facts;
}

class CodeMapTest : public testing::Test {
  protected:
    uint64_t FunctionAt(uintptr_t pc, uint64_t timeNs) const {
        const CodeEntry* entry = map_.FindPresent(pc, timeNs);
        if (entry == nullptr) entry = map_.FindGone(pc, timeNs);
        return entry == nullptr ? 0 : entry->facts.functionId;
    }

    CodeMap map_;
    CodeMap::Entries gone_;
};

TEST_F(CodeMapTest, CodeIsFoundFromItsFirstByteToItsLast) {
    ASSERT_NE(map_.Add(Method(10, 0x1000, 0x100), 5, &gone_), nullptr);
    EXPECT_EQ(FunctionAt(0xFFF, 9), 0u);
    EXPECT_EQ(FunctionAt(0x1000, 9), 10u);
    EXPECT_EQ(FunctionAt(0x10FF, 9), 10u);
    EXPECT_EQ(FunctionAt(0x1100, 9), 0u);
    EXPECT_TRUE(gone_.empty());
}

TEST_F(CodeMapTest, AMethodMayHaveSeveralRanges) {
    MethodFacts facts = Method(10, 0x1000, 0x100);
    facts.ranges.push_back({0x9000, 0x10});
    map_.Add(facts, 5, &gone_);
    EXPECT_EQ(FunctionAt(0x9008, 9), 10u);
    EXPECT_EQ(FunctionAt(0x5000, 9), 0u) << "between its ranges";
    EXPECT_EQ(map_.FindPresent(0x9008, 9), map_.FindPresent(0x1008, 9));
}

TEST_F(CodeMapTest, TheSameCodeIsAddedOnce) {
    map_.Add(Method(10, 0x1000, 0x100), 5, &gone_);
    EXPECT_EQ(map_.Add(Method(10, 0x1000, 0x100), 6, &gone_), nullptr);
    EXPECT_NE(map_.Add(Method(10, 0x2000, 0x80), 7, &gone_), nullptr) << "another version of the method";
    EXPECT_TRUE(gone_.empty());
    EXPECT_EQ(FunctionAt(0x1000, 9), 10u);
    EXPECT_EQ(FunctionAt(0x2000, 9), 10u);
}

TEST_F(CodeMapTest, CodeThatIsGoneIsFoundForTheTimeThatItWasThere) {
    map_.Add(Method(10, 0x1000, 0x100, 0), 5, &gone_);
    map_.RemoveDynamic(10, 20, &gone_);
    ASSERT_EQ(gone_.size(), 1u);
    EXPECT_EQ(gone_[0]->goneNs, 20u);
    EXPECT_EQ(FunctionAt(0x1000, 19), 10u);
    EXPECT_EQ(FunctionAt(0x1000, 20), 0u);
    map_.RemoveDynamic(10, 30, &gone_);
    EXPECT_EQ(gone_.size(), 1u) << "it goes once";
}

TEST_F(CodeMapTest, AReusedAddressBelongsToEachMethodInItsTime) {
    map_.Add(Method(10, 0x1000, 0x100, 0), 5, &gone_);
    map_.RemoveDynamic(10, 20, &gone_);
    map_.Add(Method(11, 0x1080, 0x100, 0), 25, &gone_);
    EXPECT_EQ(FunctionAt(0x1090, 19), 10u);
    EXPECT_EQ(FunctionAt(0x1090, 26), 11u);
    EXPECT_EQ(map_.FindPresent(0x1090, 26)->validFromNs, 20u);
    EXPECT_EQ(map_.FindPresent(0x1090, 19), nullptr);
}

TEST_F(CodeMapTest, WhatWasNeverReplacedIsValidFromTheBeginning) {
    EXPECT_EQ(map_.Add(Method(10, 0x1000, 0x100), 5, &gone_)->validFromNs, 0u);
    EXPECT_EQ(FunctionAt(0x1000, 1), 10u) << "a sample's time is taken before its code is announced";
}

TEST_F(CodeMapTest, CodeThatLiesWhereOtherCodeLayDrivesItOutUnannounced) {
    map_.Add(Method(10, 0x1000, 0x100), 5, &gone_);
    map_.Add(Method(11, 0x1200, 0x100), 5, &gone_);
    map_.Add(Method(12, 0x1300, 0x100), 5, &gone_);
    map_.Add(Method(13, 0x10F0, 0x200), 30, &gone_);
    ASSERT_EQ(gone_.size(), 2u);
    EXPECT_EQ(gone_[0]->facts.functionId, 10u);
    EXPECT_EQ(gone_[1]->facts.functionId, 11u);
    EXPECT_EQ(FunctionAt(0x1000, 40), 0u);
    EXPECT_EQ(FunctionAt(0x10F0, 40), 13u);
    EXPECT_EQ(FunctionAt(0x1280, 29), 11u);
    EXPECT_EQ(FunctionAt(0x1300, 40), 12u);
}

TEST_F(CodeMapTest, AModuleTakesItsMethodsAlong) {
    map_.Add(Method(10, 0x1000, 0x100, 1), 5, &gone_);
    map_.Add(Method(11, 0x2000, 0x100, 2), 5, &gone_);
    map_.Add(Method(12, 0x3000, 0x100, 1), 5, &gone_);
    map_.RemoveModule(1, 20, &gone_);
    EXPECT_EQ(gone_.size(), 2u);
    EXPECT_EQ(FunctionAt(0x1000, 21), 0u);
    EXPECT_EQ(FunctionAt(0x2000, 21), 11u);
    EXPECT_EQ(FunctionAt(0x3000, 21), 0u);
    EXPECT_EQ(FunctionAt(0x3000, 19), 12u);
}

TEST_F(CodeMapTest, AfterThePurgeAReusedAddressIsStillToldFromItsFormerCode) {
    map_.Add(Method(10, 0x1000, 0x100, 0), 5, &gone_);
    map_.RemoveDynamic(10, 20, &gone_);
    map_.Purge(20);
    EXPECT_EQ(FunctionAt(0x1000, 19), 10u) << "gone, but not before that time";
    map_.Purge(21);
    EXPECT_EQ(FunctionAt(0x1000, 19), 0u);
    EXPECT_EQ(map_.Add(Method(11, 0x1000, 0x100, 0), 30, &gone_)->validFromNs, 20u);
}

}  // namespace
}  // namespace clrscope
