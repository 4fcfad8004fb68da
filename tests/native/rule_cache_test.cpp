// The cache of rules: it forgets, but is never wrong.
#include "unwind/rule_cache.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <random>
#include <thread>
#include <vector>

namespace clrscope::unwind {
namespace {

constexpr uintptr_t kCode = 0x7F0000001000;

CachedRule RuleFor(uintptr_t instruction) {
    const auto mixed = static_cast<uint32_t>(instruction * 0x9E3779B1 >> 7);
    return {FrameRule::Make(RuleBase::StackPointer, int64_t{mixed % 4096} * 8, mixed % 200), mixed % 2 != 0,
            static_cast<Funclet>(mixed % 3)};
}

bool Same(const CachedRule& a, const CachedRule& b) {
    return a.rule == b.rule && a.managed == b.managed && a.funclet == b.funclet;
}

TEST(RuleCacheTest, AnEmptyCacheHasNothing) {
    const auto cache = std::make_unique<RuleCache>();
    CachedRule found{};
    for (const uintptr_t at : {uintptr_t{0}, uintptr_t{1}, kCode, (uintptr_t{1} << 47) - 1}) {
        EXPECT_FALSE(cache->Find(at, 0, &found));
    }
}

TEST(RuleCacheTest, AllOfARuleComesBack) {
    const auto cache = std::make_unique<RuleCache>();
    for (const bool managed : {false, true}) {
        for (const Funclet funclet : {Funclet::No, Funclet::Yes, Funclet::Possible}) {
            for (const FrameRule rule : {FrameRule::Make(RuleBase::FramePointer, -(int64_t{1} << 23), 255),
                                         FrameRule(RuleBase::Root), FrameRule::Make(RuleBase::Plt, 8, 0)}) {
                cache->Store(kCode, 0, {rule, managed, funclet});
                CachedRule found{};
                ASSERT_TRUE(cache->Find(kCode, 0, &found));
                EXPECT_TRUE(Same(found, {rule, managed, funclet}));
            }
        }
    }
    CachedRule found{};
    EXPECT_FALSE(cache->Find(kCode + 1, 0, &found));
}

TEST(RuleCacheTest, ManyRulesAreKeptAtATime) {
    const auto cache = std::make_unique<RuleCache>();
    std::mt19937_64 random(3);
    std::vector<uintptr_t> addresses;
    for (int i = 0; i < 1000; ++i) addresses.push_back(kCode + random() % 10'000'000);
    for (const uintptr_t at : addresses) cache->Store(at, 0, RuleFor(at));
    int kept = 0;
    for (const uintptr_t at : addresses) {
        CachedRule found{};
        if (!cache->Find(at, 0, &found)) continue;
        EXPECT_TRUE(Same(found, RuleFor(at)));
        ++kept;
    }
    EXPECT_GT(kept, 980);
}

TEST(RuleCacheTest, AfterAChangeNothingOldIsFound) {
    const auto cache = std::make_unique<RuleCache>();
    constexpr uint32_t before = RuleCache::kGenerations - 1;
    constexpr uint32_t after = 0;
    cache->Store(kCode, before, RuleFor(kCode));
    CachedRule found{};
    EXPECT_FALSE(cache->Find(kCode, after, &found));
    // A walk that had looked into the tables before the change stores what it found for the generation that it saw.
    cache->Store(kCode, before, RuleFor(kCode));
    EXPECT_FALSE(cache->Find(kCode, after, &found));
    cache->Store(kCode, after, RuleFor(kCode));
    EXPECT_TRUE(cache->Find(kCode, after, &found));
}

// The two words of every slot, one from one cache and one from another.
TEST(RuleCacheTest, HalvesOfTwoRulesMatchNoAddress) {
    constexpr size_t kWords = RuleCache::kBytes / sizeof(uint64_t);
    const auto one = std::make_unique<RuleCache>();
    const auto other = std::make_unique<RuleCache>();
    const auto torn = std::make_unique<RuleCache>();
    // Neighbouring code, whose addresses and rules differ in few bits.
    for (uintptr_t i = 0; i < 20'000; ++i) {
        one->Store(kCode + i, 0, RuleFor(kCode + i));
        other->Store(kCode + 0x100000 + i * 3, 0, RuleFor(kCode + i + 1));
    }
    std::vector<uint64_t> left(kWords);
    std::vector<uint64_t> right(kWords);
    const auto slots = [](const std::unique_ptr<RuleCache>& cache) {
        return reinterpret_cast<char*>(cache.get());  // they come first
    };
    std::memcpy(left.data(), slots(one), RuleCache::kBytes);
    std::memcpy(right.data(), slots(other), RuleCache::kBytes);
    for (size_t i = 0; i < kWords; i += 2) {
        // Where both hold the same rule, either address has the right one.
        left[i] = left[i + 1] == right[i + 1] ? 0 : right[i];
    }
    std::memcpy(slots(torn), left.data(), RuleCache::kBytes);
    for (uintptr_t i = 0; i < 20'000; ++i) {
        for (const uintptr_t at : {kCode + i, kCode + 0x100000 + i * 3}) {
            CachedRule found{};
            ASSERT_FALSE(torn->Find(at, 0, &found)) << i;
        }
    }
}

TEST(RuleCacheTest, ThreadsNeverFindTheRuleOfAnotherAddress) {
    const auto cache = std::make_unique<RuleCache>();
    std::atomic<uint64_t> hits{0};
    std::atomic<uint64_t> wrong{0};
    const auto use = [&](uintptr_t seed) {
        for (uintptr_t i = 0; i < 100'000; ++i) {
            // Many more addresses than slots.
            const uintptr_t at = kCode + (i * 7919 + seed) % 20'000;
            CachedRule found{};
            if (cache->Find(at, 0, &found)) {
                ++hits;
                if (!Same(found, RuleFor(at))) ++wrong;
            }
            cache->Store(at, 0, RuleFor(at));
            const uintptr_t next = kCode + (i * 7919 + seed + 7919) % 20'000;
            cache->Store(next, 0, RuleFor(next));
        }
    };
    std::thread threads[] = {std::thread(use, 0), std::thread(use, 0), std::thread(use, 11)};
    for (std::thread& thread : threads) thread.join();
    EXPECT_GT(hits, 0u);
    EXPECT_EQ(wrong, 0u);
}

}  // namespace
}  // namespace clrscope::unwind
