// From samples in the ring to facts in the journal: what is journaled, when, and that no sample can lead the learner
// astray.
#include "codemap/learner.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <map>

#include "platform/clock.h"
#include "support/journal_records.h"
#include "support/temporary_segment.h"
#include "support/wait.h"

namespace clrscope {
namespace {

using layout::Counter;
using layout::JournalKind;

// Knows the methods and modules that the test gives it, and counts what it is asked.
class FakeSource : public MethodSource {
  public:
    bool FindPrecompiled(uintptr_t pc, MethodFacts* facts) override {
        ++asked;
        for (const MethodFacts& method : precompiled) {
            if (pc >= method.ranges[0].start && pc - method.ranges[0].start < method.ranges[0].size) {
                *facts = method;
                return true;
            }
        }
        return false;
    }
    void ReadDetails(MethodFacts* facts) override {
        facts->detailsRead = true;
        facts->ilMap = {{1, 2, 3}, {4, 5, 6}};
        facts->instantiation = "System.Int32|";
    }
    bool FindModule(uint64_t moduleId, ModuleFacts* facts) override {
        facts->moduleId = moduleId;
        facts->path = "/found.dll";
        return true;
    }

    ModuleParts FindParts(const ModuleFacts& module) override {
        if (gone.size != 0) return {gone, {}, {}};
        const ModuleCopies& copies = module.copies;
        return {PlaceOf(copies.metadata), copies.pdbReference, PlaceOf(copies.embeddedPdb)};
    }

    std::vector<MethodFacts> precompiled;
    PePlace gone;  // where metadata was until a moment ago
    int asked = 0;
};

// Executable memory mapped from a file, as a precompiled image is.
class CodeFile {
  public:
    explicit CodeFile(const std::string& directory) {
        const std::string path = directory + "/image.dll";
        const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0700);
        if (ftruncate(fd, kSize) != 0) throw std::runtime_error("ftruncate");
        at_ = mmap(nullptr, kSize, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
        close(fd);
        if (at_ == MAP_FAILED) throw std::runtime_error("mmap");
    }
    ~CodeFile() { munmap(at_, kSize); }
    CodeFile(const CodeFile&) = delete;
    CodeFile& operator=(const CodeFile&) = delete;

    uintptr_t Start() const { return reinterpret_cast<uintptr_t>(at_); }

  private:
    static constexpr size_t kSize = 4096;
    void* at_;
};

constexpr uintptr_t kJitted = 0x7EEE00000000;  // an address that is in no mapping
constexpr uint64_t kModule = 77;

MethodFacts Method(uint64_t functionId, uintptr_t start, uint64_t size, uint64_t moduleId = kModule) {
    MethodFacts facts;
    facts.functionId = functionId;
    facts.moduleId = moduleId;
    facts.token = 0x06000000 + static_cast<uint32_t>(functionId);
    facts.ranges = {{start, size}};
    return facts;
}

class LearnerTest : public testing::Test {
  protected:
    void Sample(std::vector<uint64_t> frames, uint64_t timeNs = platform::MonotonicNs()) {
        Ring::Reservation place{};
        const auto size = static_cast<uint32_t>(sizeof(layout::SampleRecord) + frames.size() * sizeof(uint64_t));
        ASSERT_TRUE(segment_->Ring().Reserve(size, &place));
        auto* sample = reinterpret_cast<layout::SampleRecord*>(place.at);
        sample->timeNs = timeNs;
        sample->frameCount = static_cast<uint16_t>(frames.size());
        std::memcpy(sample + 1, frames.data(), frames.size() * sizeof(uint64_t));
        segment_->Ring().Commit(place, layout::RecordKind::Sample);
    }

    void Compiled(MethodFacts facts, uint64_t timeNs = platform::MonotonicNs()) {
        events_.Add(MethodCompiled{timeNs, std::move(facts)});
    }

    std::vector<layout::MethodRecord> Methods() {
        std::vector<layout::MethodRecord> methods;
        for (const test::JournalEntry& entry : test::ReadJournal(*segment_, JournalKind::Method)) {
            methods.push_back(entry.As<layout::MethodRecord>());
        }
        return methods;
    }

    uint64_t Learned() { return segment_->Producer()->learned.load(); }
    uint64_t Get(Counter counter) { return segment_->Counters().Get(counter); }

    test::TemporarySegment segment_{layout::kMinRingSize};
    test::TemporaryDirectory directory_;
    FakeSource source_;
    CodeEvents events_;
    LookupGate gate_;
    unwind::CodeTables tables_;
    Learner learner_{&*segment_, &source_, &events_, &gate_, &tables_};
};

TEST_F(LearnerTest, ASampledMethodIsJournaledBehindItsModuleAndBeforeTheSampleIsReleased) {
    Compiled(Method(10, kJitted, 0x100));
    Compiled(Method(11, kJitted + 0x100, 0x100));
    Sample({kJitted + 0x10});
    EXPECT_EQ(Learned(), 0u);
    learner_.Pass();
    EXPECT_EQ(Learned(), segment_->Ring().Head());

    std::vector<test::JournalEntry> entries = test::ReadJournal(*segment_);
    std::erase_if(entries, [](const test::JournalEntry& entry) { return entry.kind == JournalKind::Library; });
    ASSERT_EQ(entries.size(), 2u) << "methods that no sample met are not journaled";
    EXPECT_EQ(entries[0].kind, JournalKind::Module);
    EXPECT_EQ(entries[0].As<layout::ModuleRecord>().moduleId, kModule);
    EXPECT_EQ(entries[0].StringAt(sizeof(layout::ModuleRecord)), "/found.dll");
    ASSERT_EQ(entries[1].kind, JournalKind::Method);
    const auto method = entries[1].As<layout::MethodRecord>();
    EXPECT_EQ(method.methodKey, 1u);
    EXPECT_EQ(method.functionId, 10u);
    EXPECT_EQ(method.moduleId, kModule);
    EXPECT_EQ(method.token, 0x0600000Au);
    EXPECT_EQ(method.validFromNs, 0u);
    EXPECT_EQ(method.flags, 0u);
    ASSERT_EQ(method.rangeCount, 1u);
    ASSERT_EQ(method.ilMapCount, 2u);
    layout::CodeRange range;
    std::memcpy(&range, entries[1].bytes.data() + sizeof(method), sizeof(range));
    EXPECT_EQ(range.start, kJitted);
    EXPECT_EQ(range.size, 0x100u);
    layout::IlMapEntry map[2];
    std::memcpy(map, entries[1].bytes.data() + sizeof(method) + sizeof(range), sizeof(map));
    EXPECT_EQ(map[1].nativeEnd, 6u);
    const size_t strings = sizeof(method) + sizeof(range) + sizeof(map);
    EXPECT_EQ(entries[1].StringAt(strings), "") << "the name is in the module's file";
    EXPECT_EQ(entries[1].StringAt(strings + sizeof(uint32_t)), "System.Int32|");
    EXPECT_EQ(Get(Counter::MethodsLearned), 1u);
}

TEST_F(LearnerTest, AMethodIsJournaledOnce) {
    Compiled(Method(10, kJitted, 0x100));
    Sample({kJitted + 0x10, kJitted + 0x20});
    learner_.Pass();
    Sample({kJitted + 0x30});
    learner_.Pass();
    EXPECT_EQ(Methods().size(), 1u);
    EXPECT_EQ(test::ReadJournal(*segment_, JournalKind::Module).size(), 1u);
}

TEST_F(LearnerTest, AReturnAddressBehindTheLastCallOfAMethodIsStillThatMethods) {
    Compiled(Method(10, kJitted, 0x100));
    Compiled(Method(11, kJitted + 0x100, 0x100));
    Sample({kJitted + 0x2000, kJitted + 0x100});
    learner_.Pass();
    ASSERT_EQ(Methods().size(), 1u);
    EXPECT_EQ(Methods()[0].functionId, 10u);

    Sample({kJitted + 0x100});
    learner_.Pass();
    ASSERT_EQ(Methods().size(), 2u) << "the interrupted pc itself is not a return address";
    EXPECT_EQ(Methods()[1].functionId, 11u);
}

TEST_F(LearnerTest, PseudoFramesAreNotCode) {
    Sample({static_cast<uint64_t>(layout::PseudoFrame::ThreadEnd)});
    learner_.Pass();
    EXPECT_EQ(Get(Counter::PcsUnknown), 0u);
    EXPECT_EQ(Learned(), segment_->Ring().Head());
}

TEST_F(LearnerTest, PrecompiledCodeIsAskedForWhereAFileIsMapped) {
    const CodeFile file(directory_.Path());
    source_.precompiled.push_back(Method(20, file.Start() + 0x100, 0x40));
    events_.Add(ModuleLoaded{});
    Sample({file.Start() + 0x120});
    learner_.Pass();
    ASSERT_EQ(Methods().size(), 1u);
    EXPECT_EQ(Methods()[0].functionId, 20u);
    EXPECT_EQ(source_.asked, 1);
}

TEST_F(LearnerTest, PrecompiledCodeIsAskedForInTheImageOfAModule) {
    source_.precompiled.push_back(Method(20, kJitted + 0x100, 0x40));
    ModuleFacts facts;
    facts.moduleId = kModule;
    facts.baseAddress = kJitted;
    facts.imageSize = 0x1000;
    events_.Add(ModuleLoaded{facts});
    Sample({kJitted + 0x120, kJitted + 0x1001});
    learner_.Pass();
    ASSERT_EQ(Methods().size(), 1u);
    EXPECT_EQ(Methods()[0].functionId, 20u);
    EXPECT_EQ(source_.asked, 1) << "behind the image there is none of its code";
}

TEST_F(LearnerTest, TheRuntimeIsNotAskedAboutOtherMemoryNorAboutNativeLibraries) {
    const auto heap = std::make_unique<int>();
    Sample({reinterpret_cast<uint64_t>(heap.get()), reinterpret_cast<uint64_t>(&std::memcpy), kJitted});
    learner_.Pass();
    EXPECT_EQ(source_.asked, 0);
    EXPECT_EQ(Get(Counter::PcsUnknown), 2u);
    EXPECT_EQ(Methods().size(), 0u);
}

TEST_F(LearnerTest, ThePartsOfAModuleThatIsNotOnDiskAreJournaledInPieces) {
    ModuleFacts facts;
    facts.moduleId = kModule;
    facts.copies.metadata.resize((32 << 10) + 5, 7);
    facts.copies.pdbReference = {8, 9};
    facts.copies.embeddedPdb = {10};
    events_.Add(ModuleLoaded{facts});
    Compiled(Method(10, kJitted, 0x100));
    Sample({kJitted + 0x10});
    learner_.Pass();
    const std::vector<test::JournalEntry> pieces = test::ReadJournal(*segment_, JournalKind::ModulePart);
    ASSERT_EQ(pieces.size(), 4u);
    const auto last = pieces[1].As<layout::ModulePartRecord>();
    EXPECT_EQ(last.part, layout::ModulePart::Metadata);
    EXPECT_EQ(last.moduleId, kModule);
    EXPECT_EQ(last.totalSize, facts.copies.metadata.size());
    EXPECT_EQ(last.offset, 32u << 10);
    EXPECT_EQ(last.size, 5u);
    EXPECT_EQ(pieces[1].bytes[sizeof(last) + 4], 7);
    EXPECT_EQ(pieces[2].As<layout::ModulePartRecord>().part, layout::ModulePart::PdbReference);
    EXPECT_EQ(pieces[2].bytes[sizeof(last) + 1], 9);
    EXPECT_EQ(pieces[3].As<layout::ModulePartRecord>().part, layout::ModulePart::EmbeddedPdb);
    EXPECT_EQ(pieces[3].As<layout::ModulePartRecord>().size, 1u);
}

TEST_F(LearnerTest, APartThatHasGoneIsNotJournaled) {
    void* memory = mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    source_.gone = {reinterpret_cast<uintptr_t>(memory), 4096};
    ModuleFacts facts;
    facts.moduleId = kModule;
    events_.Add(ModuleLoaded{facts});
    Compiled(Method(10, kJitted, 0x100));
    Sample({kJitted + 0x10});
    learner_.Pass();
    munmap(memory, 4096);
    EXPECT_EQ(test::ReadJournal(*segment_, JournalKind::ModulePart).size(), 0u);
    EXPECT_EQ(test::ReadJournal(*segment_, JournalKind::Module).size(), 1u);
}

TEST_F(LearnerTest, ExecutableMemoryWithoutAFileIsJournaledOnceAroundCodeThatIsNoMethod) {
    constexpr size_t kSize = 3 * 4096;
    void* memory = mmap(nullptr, kSize, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ASSERT_NE(memory, MAP_FAILED);
    const auto start = reinterpret_cast<uint64_t>(memory);
    Sample({start + 0x1010, start + 0x2000});
    learner_.Pass();
    std::vector<test::JournalEntry> regions = test::ReadJournal(*segment_);
    std::erase_if(regions, [](const test::JournalEntry& entry) { return entry.kind != JournalKind::CodeRegion; });
    munmap(memory, kSize);
    ASSERT_EQ(regions.size(), 1u);
    const auto region = regions[0].As<layout::CodeRegionRecord>();
    EXPECT_LE(region.start, start);
    EXPECT_GE(region.end, start + kSize);
    EXPECT_EQ(source_.asked, 0);
}

TEST_F(LearnerTest, WhatLiesAroundAStubIsJournaledOnce) {
    constexpr size_t kSize = 4096;
    void* memory = mmap(nullptr, kSize, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ASSERT_NE(memory, MAP_FAILED);
    for (size_t i = 0; i < kSize; ++i) static_cast<uint8_t*>(memory)[i] = static_cast<uint8_t>(i);
    const auto start = reinterpret_cast<uint64_t>(memory);
    Sample({start + 0x100});
    learner_.Pass();
    Sample({start + 0x100});
    learner_.Pass();
    const auto stubs = test::ReadJournal(*segment_, JournalKind::StubCode);
    munmap(memory, kSize);
    ASSERT_EQ(stubs.size(), 1u);
    const auto stub = stubs[0].As<layout::StubCodeRecord>();
    EXPECT_EQ(stub.address, start + 0x100);
    EXPECT_EQ(stub.start, start + 0x100 - layout::kMaxStubCode / 2);
    EXPECT_EQ(stub.size, layout::kMaxStubCode);
    EXPECT_EQ(stub.flags, 0u);
    EXPECT_EQ(stubs[0].bytes[sizeof(stub)], 0x100 - layout::kMaxStubCode / 2);
}

TEST_F(LearnerTest, AStubInMemoryThatWasNotKnownYetIsJournaledLater) {
    Sample({kJitted});
    learner_.Pass();
    constexpr size_t kSize = 4096;
    void* memory = mmap(nullptr, kSize, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ASSERT_NE(memory, MAP_FAILED);
    const auto address = reinterpret_cast<uint64_t>(memory) + 0x100;
    const auto stubs = [&] {
        // Nobody empties the ring.
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        Sample({address});
        learner_.Pass();
        return test::ReadJournal(*segment_, JournalKind::StubCode).size();
    };
    // The list of mappings has just been read, and is not read again at once.
    EXPECT_TRUE(test::Eventually([&] { return stubs() != 0; }));
    EXPECT_EQ(stubs(), 1u);
    munmap(memory, kSize);
}

// Of code that is run but once in a while there may never be another sample.
TEST_F(LearnerTest, MemoryThatHasJustBecomeCodeIsFoundWithItsFirstSample) {
    constexpr uint64_t kSecondNs = 1'000'000'000;
    constexpr size_t kSize = 4096;
    std::vector<void*> pieces;
    std::vector<uint64_t> found;
    // Now and then reading the list of mappings may take long, and is then not repeated for a while.
    const auto soonAfterAnother = [&] { return found.size() > 1 && found.back() - *(found.end() - 2) < kSecondNs; };
    while (pieces.size() < 40 && !soonAfterAnother()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        void* memory = mmap(nullptr, kSize, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        ASSERT_NE(memory, MAP_FAILED);
        pieces.push_back(memory);
        Sample({reinterpret_cast<uint64_t>(memory) + 0x100});
        learner_.Pass();
        const size_t stubs = test::ReadJournal(*segment_, JournalKind::StubCode).size();
        if (stubs > found.size()) found.push_back(platform::MonotonicNs());
    }
    for (void* memory : pieces) munmap(memory, kSize);
    EXPECT_TRUE(soonAfterAnother());
}

TEST_F(LearnerTest, AStubAtTheEndOfItsMemoryIsReadUpToThere) {
    constexpr size_t kPage = 4096;
    auto* memory = static_cast<uint8_t*>(mmap(nullptr, 3 * kPage, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    ASSERT_NE(memory, MAP_FAILED);
    mprotect(memory + kPage, kPage, PROT_READ | PROT_EXEC);
    const auto start = reinterpret_cast<uint64_t>(memory) + kPage;
    Sample({start + 8});
    Sample({start + kPage - 8});
    learner_.Pass();
    const auto stubs = test::ReadJournal(*segment_, JournalKind::StubCode);
    munmap(memory, 3 * kPage);
    ASSERT_EQ(stubs.size(), 2u);
    const auto first = stubs[0].As<layout::StubCodeRecord>();
    EXPECT_EQ(first.start, start);
    EXPECT_EQ(first.size, 8 + layout::kMaxStubCode / 2);
    const auto last = stubs[1].As<layout::StubCodeRecord>();
    EXPECT_EQ(last.start + last.size, start + kPage);
}

TEST_F(LearnerTest, AnUnknownAddressIsNotAskedForAgainAtOnce) {
    const CodeFile file(directory_.Path());
    Sample({file.Start()});
    learner_.Pass();
    Sample({file.Start()});
    learner_.Pass();
    EXPECT_EQ(source_.asked, 1);
    EXPECT_EQ(Get(Counter::PcsUnknown), 1u);
}

TEST_F(LearnerTest, AfterTheRuntimesShutdownItIsNotAsked) {
    const CodeFile file(directory_.Path());
    source_.precompiled.push_back(Method(20, file.Start(), 0x40));
    gate_.Close();
    Sample({file.Start()});
    learner_.Pass();
    EXPECT_EQ(source_.asked, 0);
    EXPECT_EQ(Learned(), segment_->Ring().Head());
}

TEST_F(LearnerTest, CodeThatWentBeforeItsSampleWasReadIsNamedAndThenUnloaded) {
    const uint64_t now = platform::MonotonicNs();
    MethodFacts dynamic = Method(30, kJitted, 0x100, 0);
    dynamic.name = "Emitted";
    dynamic.detailsRead = true;
    Compiled(dynamic, now);
    Sample({kJitted + 8}, now + 10);
    events_.Add(MethodGone{now + 20, 30});
    learner_.Pass();

    const auto methods = test::ReadJournal(*segment_, JournalKind::Method);
    ASSERT_EQ(methods.size(), 1u);
    const auto method = methods[0].As<layout::MethodRecord>();
    EXPECT_EQ(method.flags, layout::kMethodDynamic);
    EXPECT_EQ(method.moduleId, 0u);
    EXPECT_EQ(methods[0].StringAt(sizeof(method) + sizeof(layout::CodeRange)), "Emitted");
    const auto unloads = test::ReadJournal(*segment_, JournalKind::MethodUnload);
    ASSERT_EQ(unloads.size(), 1u);
    EXPECT_EQ(unloads[0].As<layout::MethodUnloadRecord>().methodKey, method.methodKey);
    EXPECT_EQ(unloads[0].As<layout::MethodUnloadRecord>().header.timeNs, now + 20);
    EXPECT_EQ(Get(Counter::MethodsUnloaded), 1u);
}

TEST_F(LearnerTest, AReusedAddressNeverNamesTheOldMethod) {
    const uint64_t now = platform::MonotonicNs();
    Compiled(Method(30, kJitted, 0x100, 0), now);
    events_.Add(MethodGone{now + 20, 30});
    Compiled(Method(31, kJitted, 0x100, 0), now + 30);
    Sample({kJitted + 8}, now + 10);
    Sample({kJitted + 8}, now + 40);
    learner_.Pass();

    std::map<uint64_t, layout::MethodRecord> byFunction;
    for (const layout::MethodRecord& method : Methods()) byFunction[method.functionId] = method;
    ASSERT_EQ(byFunction.size(), 2u);
    EXPECT_EQ(byFunction[30].validFromNs, 0u);
    EXPECT_EQ(byFunction[31].validFromNs, now + 20);
    const auto unloads = test::ReadJournal(*segment_, JournalKind::MethodUnload);
    ASSERT_EQ(unloads.size(), 1u);
    EXPECT_EQ(unloads[0].As<layout::MethodUnloadRecord>().methodKey, byFunction[30].methodKey);
}

TEST_F(LearnerTest, AnUnloadedModuleIsReleasedOnceNoSampleCanMeanIt) {
    const uint64_t now = platform::MonotonicNs();
    constexpr uint64_t kLongAgoNs = 6'000'000'000;
    ModuleFacts facts;
    facts.moduleId = kModule;
    facts.loadedNs = now - 2 * kLongAgoNs;
    facts.path = "/announced.dll";
    events_.Add(ModuleLoaded{facts});
    Compiled(Method(10, kJitted, 0x100), now - kLongAgoNs - 20);
    Sample({kJitted + 8}, now - kLongAgoNs - 10);
    learner_.Pass();
    const auto modules = test::ReadJournal(*segment_, JournalKind::Module);
    ASSERT_EQ(modules.size(), 1u);
    EXPECT_EQ(modules[0].StringAt(sizeof(layout::ModuleRecord)), "/announced.dll") << "as told when it was loaded";
    EXPECT_EQ(test::ReadJournal(*segment_, JournalKind::ModuleUnload).size(), 0u);

    events_.Add(ModuleGone{now - kLongAgoNs, kModule});
    learner_.Pass();
    EXPECT_EQ(test::ReadJournal(*segment_, JournalKind::MethodUnload).size(), 1u);
    const auto unloads = test::ReadJournal(*segment_, JournalKind::ModuleUnload);
    ASSERT_EQ(unloads.size(), 1u);
    EXPECT_EQ(unloads[0].As<layout::ModuleUnloadRecord>().moduleId, kModule);
    EXPECT_EQ(unloads[0].As<layout::ModuleUnloadRecord>().header.timeNs, now - kLongAgoNs);
}

TEST_F(LearnerTest, NativeLibrariesAreJournaledWithTheirBuildIds) {
    learner_.Pass();
    bool foundLibc = false;
    for (const test::JournalEntry& entry : test::ReadJournal(*segment_, JournalKind::Library)) {
        const auto library = entry.As<layout::LibraryRecord>();
        EXPECT_LT(library.start, library.end);
        EXPECT_LE(library.buildIdSize, 64u);
        const uint32_t padded = (library.buildIdSize + 7) / 8 * 8;
        const std::string path = entry.StringAt(sizeof(library) + padded);
        if (path.find("libc.so.6") == std::string::npos) continue;
        foundLibc = true;
        EXPECT_EQ(library.buildIdSize, 20u);
        EXPECT_LE(library.loadBias, library.start);
    }
    EXPECT_TRUE(foundLibc);
    const size_t before = test::ReadJournal(*segment_, JournalKind::Library).size();
    learner_.Pass();
    EXPECT_EQ(test::ReadJournal(*segment_, JournalKind::Library).size(), before) << "nothing has changed";
}

TEST_F(LearnerTest, AnUncommittedRecordIsWaitedForAndAnAbandonedOneIsPassedOver) {
    Compiled(Method(10, kJitted, 0x100));
    Ring::Reservation late{};
    ASSERT_TRUE(segment_->Ring().Reserve(64, &late));
    Sample({kJitted + 8});
    learner_.Pass();
    EXPECT_EQ(Learned(), 0u);
    segment_->Ring().Commit(late, layout::RecordKind::Padding);
    learner_.Pass();
    EXPECT_EQ(Learned(), segment_->Ring().Head());
    EXPECT_EQ(Get(Counter::RingHolesSkipped), 0u);

    Ring::Reservation abandoned{};
    ASSERT_TRUE(segment_->Ring().Reserve(64, &abandoned));
    Sample({kJitted + 8});
    EXPECT_TRUE(test::Eventually([&] {
        learner_.Pass();
        return Learned() == segment_->Ring().Head();
    }));
    EXPECT_EQ(Get(Counter::RingHolesSkipped), 1u);
}

TEST_F(LearnerTest, ARecordOfAnImpossibleSizeIsAHole) {
    for (const uint32_t size : {0u, 8u, 24u, 1u << 31, static_cast<uint32_t>(layout::kMinRingSize + 16)}) {
        test::TemporarySegment segment(layout::kMinRingSize);
        Learner learner(&*segment, &source_, &events_, &gate_, &tables_);
        Ring::Reservation place{};
        ASSERT_TRUE(segment->Ring().Reserve(64, &place));
        segment->Ring().Commit({place.at, place.position, size}, layout::RecordKind::Sample);
        learner.Pass();
        EXPECT_EQ(segment->Producer()->learned.load(), 0u) << size;
    }
}

TEST_F(LearnerTest, ASampleThatClaimsMoreFramesThanItHoldsIsReadToItsEndOnly) {
    Sample({kJitted, kJitted + 8});
    auto* sample = reinterpret_cast<layout::SampleRecord*>(const_cast<layout::RecordHeader*>(segment_->Ring().At(0)));
    sample->frameCount = 0xFFFF;
    learner_.Pass();
    EXPECT_EQ(Get(Counter::PcsUnknown), 2u);
    EXPECT_EQ(Learned(), segment_->Ring().Head());
}

}  // namespace
}  // namespace clrscope
