// Random unwind data, code and stacks: whatever they hold, nothing is read outside of them and every walk ends.
// CLRSCOPE_FUZZ sets how many inputs each test tries.
#include <gtest/gtest.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <random>

#include "support/fuzz.h"
#include "support/guarded_stack.h"
#include "support/made_up_image.h"
#include "support/made_up_unwind_info.h"
#include "support/native_tables.h"
#include "unwind/hijack.h"
#include "unwind/stack_walk.h"
#include "unwind/unwind_info.h"

namespace clrscope::unwind {
namespace {

using layout::StopReason;
using test::FuzzRounds;
using test::GuardedStack;
using test::MadeUpImage;
using test::MadeUpUnwindInfo;
using test::ShowProgress;

constexpr uintptr_t kLibrary = 0x7F0000000000;
constexpr uintptr_t kUnknown = 0x7E0000000000;
constexpr uintptr_t kHijackStub = kUnknown + 0x560;
constexpr uintptr_t kRow = 64;

std::vector<uint8_t> RandomInfo(std::mt19937_64& random) {
    std::vector<uint8_t> info{static_cast<uint8_t>(random() % 8 == 0 ? random() : 1), static_cast<uint8_t>(random()),
                              static_cast<uint8_t>(random() % 12), static_cast<uint8_t>(random())};
    if (random() % 2 == 0) info[3] = static_cast<uint8_t>(5 | (random() & 0xF0));
    static constexpr uint8_t kLikely[] = {0x00, 0x50, 0x30, 0x02, 0x42, 0x01, 0x03, 0x0B, 0x08};
    for (int i = info[2]; i > 0; --i) {
        info.push_back(static_cast<uint8_t>(random() % 32));
        info.push_back(random() % 8 == 0 ? static_cast<uint8_t>(random()) : kLikely[random() % std::size(kLikely)]);
    }
    return info;
}

// Bytes of which epilogues are made, more often than not.
void FillCode(std::mt19937_64& random, uintptr_t at, size_t size) {
    static constexpr uint8_t kLikely[] = {0x48, 0x83, 0xC4, 0x81, 0x8D, 0x65, 0xA5, 0x5D, 0x5B, 0x41,
                                          0x5F, 0xC3, 0xC2, 0xF3, 0xEB, 0xE9, 0xFF, 0x25, 0xE0, 0xE8};
    auto* bytes = reinterpret_cast<uint8_t*>(at);
    for (size_t i = 0; i < size; ++i) {
        bytes[i] = random() % 4 == 0 ? static_cast<uint8_t>(random()) : kLikely[random() % std::size(kLikely)];
    }
}

class UnwindFuzz : public testing::Test {
  protected:
    // The library has memory, since the walk looks at instructions that call funclets; not a byte outside of it.
    static void SetUpTestSuite() {
        void* at = mmap(reinterpret_cast<void*>(kLibrary), 4096, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
        ASSERT_EQ(at, reinterpret_cast<void*>(kLibrary));
        std::mt19937_64 random(11);
        FillCode(random, kLibrary, 4096);
    }
    static void TearDownTestSuite() { munmap(reinterpret_cast<void*>(kLibrary), 4096); }

    UnwindFuzz() : code_(kCodePages) {}

    static constexpr size_t kCodePages = 1;
    static constexpr uintptr_t kMethods = kCodePages * GuardedStack::kPage / kRow;

    // Compiled code up to the last byte that can be read, an image, and a library with any rules.
    void NewTables() {
        tables_ = std::make_unique<CodeTables>();
        image_ = std::make_unique<MadeUpImage>();
        FillCode(random_, code_.Low(), GuardedStack::kPage * kCodePages);
        FillCode(random_, image_->Code(0), MadeUpImage::kSize - MadeUpImage::kCode);
        for (uintptr_t i = 0; i < kMethods; ++i) {
            const auto info = RandomInfo(random_);
            const uintptr_t begin = code_.Low() + i * kRow;
            tables_->AddCompiled(begin, begin + kRow, random_() % 4 == 0, info.data(), info.size());
        }
        for (uint32_t i = 0; i < 40; ++i) {
            const auto info = RandomInfo(random_);
            image_->Add(i * 0x100, (i + 1) * 0x100, info);
            if (IsChained(info.data())) image_->Chain(0, 0x100, MadeUpImage::kInfos + random_() % 64 * 4);
        }
        tables_->AddImage(image_->Base(), MadeUpImage::kSize);
        std::vector<NativeRow> rows;
        for (uint32_t i = 0; i < 64; ++i) {
            const auto base = random_() % 2 == 0 ? RuleBase::StackPointer : static_cast<RuleBase>(random_() % 7);
            const auto cfa = static_cast<int64_t>(1 + random_() % 16) * 8;
            const auto slot = static_cast<uint32_t>(random_() % 2 == 0 ? 0 : random_() % 8);
            const bool any = random_() % 16 == 0;
            const FrameRule rule =
                any ? FrameRule::FromBits(static_cast<uint32_t>(random_())) : FrameRule::Make(base, cfa, slot);
            rows.push_back({i * 64, rule});
        }
        tables_->SetHijackStub(kHijackStub);
        tables_->SetLibraries(
            {{kLibrary, kLibrary + 4096, std::make_shared<const NativeCode>(NativeCode{kLibrary, std::move(rows)})}});
    }

    uintptr_t AnyCode() {
        switch (random_() % 8) {
            case 0:
                return random_() % 2 == 0 ? kHijackStub : kUnknown + random_() % 4096;
            case 1:
            case 2:
                return image_->Code(static_cast<uint32_t>(random_() % (40 * 0x100)));
            case 3:
            case 4:
                return kLibrary + random_() % 4096;
            default:
                return code_.Low() + random_() % (code_.High() - code_.Low());
        }
    }
    uintptr_t AnyWord() {
        switch (random_() % 32) {
            case 0:
                return random_();
            case 1:
                return random_() % 16;
            case 2:
                return stack_.Low() - 16 + random_() % (GuardedStack::kPage + 32);
            case 3:
            case 4:
            case 5:
                return stack_.At(random_() % stack_.Words());
            default:
                return AnyCode();
        }
    }

    std::mt19937_64 random_{17};
    GuardedStack stack_;
    GuardedStack code_;
    std::unique_ptr<MadeUpImage> image_;
    std::unique_ptr<CodeTables> tables_;
};

TEST_F(UnwindFuzz, AnyTablesAndStacksAreWalkedSafely) {
    const uint64_t rounds = FuzzRounds();
    uint64_t stops[static_cast<size_t>(StopReason::Count)] = {};
    uint64_t frames[layout::kMaxFrames];
    uint64_t again[layout::kMaxFrames];
    uint64_t deep = 0;
    for (uint64_t round = 0; round < rounds; ++round) {
        ShowProgress(round, rounds);
        if (round % 512 == 0) NewTables();
        for (int i = 0; i < 48; ++i) stack_.Word(random_() % stack_.Words()) = AnyWord();
        StackBounds bounds = stack_.Bounds();
        if (random_() % 4 == 0) bounds = {stack_.At(random_() % stack_.Words()), stack_.High() - random_() % 64};
        const auto maxFrames = static_cast<uint32_t>(1 + random_() % layout::kMaxFrames);
        const uintptr_t pc = AnyCode();
        const uintptr_t sp = random_() % 4 == 0 ? AnyWord() : stack_.At(random_() % stack_.Words());
        const uintptr_t fp = AnyWord();
        ThreadStacks stacks{.own = bounds, .signal = {}, .runtimeThread = 0, .current = {}};
        if (random_() % 4 == 0) {
            const size_t middle = random_() % stack_.Words();
            stacks.signal = {stack_.At(0), stack_.At(middle)};
            stacks.own.low = stack_.At(middle);
        }
        if (random_() % 4 == 0) {
            stacks.runtimeThread = stack_.At(random_() % (stack_.Words() - kThreadObjectBytes / sizeof(uintptr_t)));
        }
        const Walk walk = WalkStack({pc, sp, fp}, &stacks, tables_.get(), frames, maxFrames);
        ASSERT_GE(walk.frameCount, 1u);
        ASSERT_LE(walk.frameCount, maxFrames);
        ASSERT_LT(walk.reason, StopReason::Count);
        ASSERT_EQ(frames[0], pc);
        for (uint32_t i = 1; i < walk.frameCount; ++i) {
            if (frames[i] == static_cast<uint64_t>(layout::PseudoFrame::Omitted)) continue;
            ASSERT_GE(frames[i], 0x1000u);
            ASSERT_LE(frames[i], uint64_t{1} << 47);
        }
        // With the rules in the cache, the same.
        const Walk second = WalkStack({pc, sp, fp}, &stacks, tables_.get(), again, maxFrames);
        ASSERT_EQ(second.frameCount, walk.frameCount);
        ASSERT_EQ(second.reason, walk.reason);
        ASSERT_TRUE(std::equal(again, again + second.frameCount, frames));
        ++stops[static_cast<size_t>(walk.reason)];
        if (walk.frameCount >= 5) ++deep;
    }
    if (rounds < 100'000) return;
    EXPECT_GT(deep, rounds / 100) << "hardly any walk gets anywhere";
    for (const StopReason reason : {StopReason::Root, StopReason::OutsideStack, StopReason::NotAscending,
                                    StopReason::Misaligned, StopReason::BadReturnAddress, StopReason::DepthLimit}) {
        EXPECT_GT(stops[static_cast<size_t>(reason)], 0u) << "never ended by reason " << static_cast<int>(reason);
    }
}

TEST_F(UnwindFuzz, AnyUnwindInfoIsReadWithinItsSize) {
    const uint64_t rounds = FuzzRounds();
    uint64_t known = 0;
    for (uint64_t round = 0; round < rounds; ++round) {
        ShowProgress(round, rounds);
        const auto info = RandomInfo(random_);
        // Up to the page that cannot be read.
        auto* at = reinterpret_cast<uint8_t*>(stack_.High() - info.size());
        std::memcpy(at, info.data(), info.size());
        if (UnwindInfoSize(at) == 0) continue;
        SavesFramePointer(at);
        // Behind the prologue one rule holds, as code of the JIT's relies on.
        const uint8_t end = PrologueEnd(at);
        PrologueReversal body;
        PrologueReversal atEnd;
        const bool knownBody = body.Undo(at, UINT32_MAX);
        ASSERT_EQ(atEnd.Undo(at, end), knownBody);
        if (knownBody) {
            ASSERT_EQ(atEnd.Result(), body.Result());
        }
        PrologueReversal reversal;
        if (!reversal.Undo(at, static_cast<uint32_t>(random_() % 40))) continue;
        const FrameRule rule = reversal.Result();
        ASSERT_TRUE(rule.Base() == RuleBase::Unknown || rule.Base() == RuleBase::StackPointer ||
                    rule.Base() == RuleBase::FramePointer);
        ++known;
    }
    EXPECT_GT(known, rounds / 10);
}

// Copies of real sections with a few bytes changed or the end cut off. A whole library takes too long: a window of it.
TEST(CallFramesFuzz, MutatedSectionsAreCompiledSafely) {
    std::vector<platform::LoadedLibrary> libraries = platform::LoadedLibraries();
    std::erase_if(libraries, [](const auto& library) { return library.unwindHeader == 0; });
    ASSERT_FALSE(libraries.empty());
    // The smallest one with some functions.
    MemoryCopy real{};
    const platform::LoadedLibrary* chosen = nullptr;
    for (const platform::LoadedLibrary& library : libraries) {
        MemoryCopy copy{};
        copy.bytes = platform::CopyUnwindData(library, &copy.address);
        const size_t rows = CallFrames(copy, library.unwindHeader, library.start, library.end).Compile().size();
        if (rows < 50 || (chosen != nullptr && copy.bytes.size() >= real.bytes.size())) continue;
        real = std::move(copy);
        chosen = &library;
    }
    ASSERT_NE(chosen, nullptr);
    // A table of few functions, so that each input takes little time.
    const size_t header = chosen->unwindHeader - real.address;
    const uint32_t few = 24;
    std::memcpy(&real.bytes[header + 8], &few, sizeof(few));

    std::mt19937_64 random(23);
    const uint64_t rounds = FuzzRounds();
    uint64_t withRows = 0;
    MemoryCopy copy = real;
    for (uint64_t round = 0; round < rounds; ++round) {
        ShowProgress(round, rounds);
        std::vector<std::pair<size_t, uint8_t>> changed;
        for (uint64_t count = 1 + random() % 8; count > 0; --count) {
            // Among the entries of those functions, mostly; else in the header.
            size_t at = random() % 4 == 0 ? header + random() % (12 + few * 8) : random() % copy.bytes.size();
            int32_t distance;
            std::memcpy(&distance, &real.bytes[header + 12 + random() % few * 8 + 4], sizeof(distance));
            const size_t entry = header + static_cast<size_t>(int64_t{distance});
            if (random() % 2 == 0 && entry < copy.bytes.size())
                at = std::min(entry + random() % 40, copy.bytes.size() - 1);
            if (at >= copy.bytes.size()) continue;
            // A count beyond all measure is tried in call_frames_test; here it would take all the time.
            if (at >= header + 8 && at < header + 12) continue;
            changed.push_back({at, copy.bytes[at]});
            copy.bytes[at] = static_cast<uint8_t>(random() % 3 == 0 ? random() % 64 : random());
        }
        const size_t size = copy.bytes.size();
        std::vector<uint8_t> tail;
        if (random() % 16 == 0) {
            const size_t cut = random() % std::min<size_t>(size, 4096);
            tail.assign(copy.bytes.end() - static_cast<std::ptrdiff_t>(cut), copy.bytes.end());
            copy.bytes.erase(copy.bytes.end() - static_cast<std::ptrdiff_t>(cut), copy.bytes.end());
        }
        const CallFrames frames(copy, chosen->unwindHeader, chosen->start, chosen->end);
        const auto rows = frames.Compile();
        for (int i = 0; i < 4; ++i) frames.Find(chosen->start + random() % (chosen->end - chosen->start));
        for (size_t i = 1; i < rows.size(); ++i) ASSERT_LT(rows[i - 1].start, rows[i].start);
        if (!rows.empty()) {
            ++withRows;
            ASSERT_LE(rows.back().start, chosen->end - chosen->start);
            ASSERT_EQ(rows.back().rule, FrameRule());
        }
        copy.bytes.insert(copy.bytes.end(), tail.begin(), tail.end());
        for (auto change = changed.rbegin(); change != changed.rend(); ++change)
            copy.bytes[change->first] = change->second;
    }
    EXPECT_GT(withRows, rounds / 2);
    EXPECT_EQ(copy.bytes, real.bytes) << "the test itself is wrong";
}

}  // namespace
}  // namespace clrscope::unwind
