#include "host/profiler.h"

#include <algorithm>
#include <cerrno>

#include "codemap/text.h"
#include "context/process_context.h"
#include "host/message.h"
#include "host/version.h"
#include "loading/tracker_file.h"
#include "platform/clock.h"
#include "platform/environment.h"
#include "platform/error.h"
#include "platform/file.h"
#include "platform/libraries.h"
#include "platform/process.h"
#include "sampling/signal_handler.h"

namespace clrscope {

using layout::PseudoFrame;

namespace {

// The worker's pace. A fact is journaled within one pass of the sample that needs it; the control page is
// looked at every pass. Where there is nothing to learn, the pace goes down to the idle one.
constexpr uint64_t kPassNs = 20'000'000;
constexpr uint64_t kIdlePassNs = 100'000'000;
// How long walks that meet unknown code are not heeded, once that was not because of a new library.
constexpr uint64_t kUnheededNs = 1'000'000'000;
constexpr uint64_t kScanNs = 500'000'000;
constexpr uint64_t kAgentNs = 1'000'000'000;

std::string DirectoryOf(const std::string& path) {
    return path.substr(0, path.rfind('/'));
}

SegmentOptions ToOptions(const Settings& settings) {
    return {settings.ringSize, settings.journalLimit, settings.pinned, settings.control};
}

std::unique_ptr<SegmentFile> CreateSegment(const Settings& settings, std::string* reason) {
    if (!settings.directory.empty()) return SegmentFile::Create(settings.directory, ToOptions(settings), reason);
    std::string reasons;
    for (int i = 0; i < platform::kDefaultDirectories; ++i) {
        std::unique_ptr<SegmentFile> segment =
            SegmentFile::Create(platform::DefaultDirectory(i), ToOptions(settings), reason);
        if (segment != nullptr) return segment;
        reasons += (i == 0 ? "" : "; ") + *reason;
    }
    *reason = reasons;
    return nullptr;
}

struct RuntimeVersion {
    abi::USHORT major = 0;  // 0: not known
    std::string text;
};

RuntimeVersion ReadRuntimeVersion(abi::ICorProfilerInfo9* info) {
    abi::USHORT instance;
    abi::COR_PRF_RUNTIME_TYPE type;
    abi::USHORT major = 0;
    abi::USHORT minor = 0;
    abi::USHORT build = 0;
    abi::USHORT fix = 0;
    abi::ULONG size = 0;
    abi::WCHAR text[128];
    if (abi::Failed(info->GetRuntimeInformation(&instance, &type, &major, &minor, &build, &fix, std::size(text), &size,
                                                text))) {
        return {};
    }
    return {major, std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(build)};
}

}  // namespace

Profiler* Profiler::Start(abi::ComPtr<abi::ICorProfilerInfo9> info, std::string* reason) {
    const Settings settings = Settings::Read(DirectoryOf(platform::OwnLibraryPath()) + "/clrscope.json");
    for (const std::string& problem : settings.problems) Message(problem);

    std::unique_ptr<SegmentFile> segment = CreateSegment(settings, reason);
    if (segment == nullptr) {
        *reason += "; make room or set CLRSCOPE_DIR to a directory of yours elsewhere";
        return nullptr;
    }
    std::unique_ptr<ThreadRegistry> registry = ThreadRegistry::Create(segment->Counters(), &segment->Journal());
    if (registry == nullptr) {
        platform::Remove(segment->Path());
        *reason = "no memory for the thread registry";
        return nullptr;
    }
    auto* profiler = new Profiler(std::move(info), std::move(segment), std::move(registry), settings);
    if (!StartHandlingSamples(profiler->registry_.get(), &profiler->tables_, &profiler->writer_,
                              &profiler->unknownCode_)) {
        *reason = "cannot install the signal handler: " + platform::ErrorText(errno);
        platform::Remove(profiler->segment_->Path());
        return nullptr;
    }
    const Resource resource = ReadResource();
    const RuntimeVersion runtime = ReadRuntimeVersion(profiler->info_.Get());
    profiler->JournalProcess(resource, runtime.text);
    // Whoever looks for it and does not find it knows the process by other means.
    PublishProcessContext(resource, settings.control.activityEnabled);
    profiler->PrepareTracker(settings, runtime.major);
    // What the process did until now, thread by thread; also gives the calling thread its timer at once.
    profiler->tracker_.Scan(PseudoFrame::BeforeStart);
    if (!platform::StartThread(
            "clrscope", [](void* self) { static_cast<Profiler*>(self)->RunWorker(); }, profiler)) {
        *reason = "cannot start a thread";
        profiler->sampler_.Apply(false, layout::kMinCpuHz);
        platform::Remove(profiler->segment_->Path());
        return nullptr;
    }
    profiler->activity_.Serve();
    return profiler;
}

Profiler::Profiler(abi::ComPtr<abi::ICorProfilerInfo9> info, std::unique_ptr<SegmentFile> segment,
                   std::unique_ptr<ThreadRegistry> registry, const Settings& settings)
    : info_(std::move(info)),
      segment_(std::move(segment)),
      registry_(std::move(registry)),
      jitHeaders_(JitHeaderLayout::From(RuntimeContractDescriptor())),
      writer_(&segment_->Ring(), segment_->Counters()),
      sampler_(registry_.get(), &writer_),
      tracker_(registry_.get(), &sampler_),
      activity_(registry_.get(), &writer_, &segment_->Ring(), segment_->Counters()),
      control_(segment_.get(), &sampler_, &activity_, settings.control, settings.pinned),
      source_(info_.Get()),
      learner_(segment_.get(), &source_, &events_, &gate_, &tables_) {
    if (!settings.startAgent) return;
    const std::string beside = DirectoryOf(platform::OwnLibraryPath()) + "/clrscope";
    launcher_.emplace(segment_->Directory(), settings.agentPath.empty() ? beside : settings.agentPath,
                      segment_->Counters());
}

void Profiler::JournalProcess(const Resource& resource, const std::string& runtimeVersion) {
    JournalRecord record(
        layout::ProcessRecord{{0, layout::JournalKind::Process, 0, platform::MonotonicNs()}, platform::ProcessCpuNs()});
    record.String(platform::ExecutablePath()).String(platform::CommandLine()).String(platform::WorkingDirectory());
    record.String(runtimeVersion).String(kVersionText);
    segment_->Journal().Append(std::move(record));
    JournalRecord attributes(layout::ResourceRecord{
        {0, layout::JournalKind::Resource, 0, platform::MonotonicNs()}, static_cast<uint32_t>(resource.size()), 0});
    for (const ResourceAttribute& attribute : resource) attributes.String(attribute.key).String(attribute.value);
    segment_->Journal().Append(std::move(attributes));
    segment_->Journal().Flush();
}

void Profiler::PrepareTracker(const Settings& settings, uint16_t runtimeMajor) {
    if (!settings.control.activityEnabled) return;
    // Who names it there has it loaded already, from wherever that is; a second copy could not be loaded.
    if (NamesTracker(platform::Variable("DOTNET_STARTUP_HOOKS"))) return;
    std::string reason;
    const std::string file = TrackerFile(DirectoryOf(platform::OwnLibraryPath()), runtimeMajor);
    loader_ = TrackerLoader::Create(info_.Get(), file, &reason);
    TellOfTracker(reason);
}

void Profiler::TellOfTracker(const std::string& problem) {
    if (!problem.empty()) Message("profiles have no activities: " + problem);
}

void Profiler::RunWorker() {
    tracker_.AddOwn();
    const int32_t self = platform::CurrentThreadId();
    uint64_t nextScan = 0;
    uint64_t nextAgent = 0;
    uint64_t heedFrom = 0;
    uint64_t libraries = 0;
    uint64_t rest = kPassNs;
    for (;;) {
        const uint64_t now = platform::MonotonicNs();
        control_.Poll();
        if (now >= nextScan) {
            tracker_.Scan(PseudoFrame::BeforeDiscovery);
            nextScan = now + kScanNs;
        }
        if (sampler_.NeedsPolling() && !pollerRuns_.exchange(true)) {
            platform::StartThread(
                "clrscope-poll", [](void* self) { static_cast<Profiler*>(self)->RunPoller(); }, this);
        }
        sampler_.CreditOwnThreads();
        {
            std::lock_guard lock(learning_);
            rest = learner_.Pass() ? kPassNs : std::min(2 * rest, kIdlePassNs);
        }
        tables_.IndexImages();
        // After the first libraries have been learned: to start an agent takes longer, and until then walks end early.
        if (loader_ != nullptr) TellOfTracker(loader_->Tick(now));
        if (launcher_ && now >= nextAgent) {
            launcher_->Tick();
            nextAgent = now + kAgentNs;
        }
        tables_.Retired().Collect([&](auto visit) { registry_->ForEachWalkMark(visit); });
        segment_->Counters().Set(layout::Counter::UnwindTableBytes, tables_.MemoryBytes());
        uint64_t cpu;
        if (platform::ThreadCpuNs(self, &cpu)) segment_->Counters().Set(layout::Counter::WorkerNs, cpu);
        if (now < heedFrom) {
            platform::SleepNs(rest);
        } else if (unknownCode_.Rest(rest)) {
            // Walks lose their way in a library that has just been loaded, until the next pass.
            const uint64_t loaded = platform::LibraryGeneration();
            if (loaded == libraries) heedFrom = now + kUnheededNs;
            libraries = loaded;
        }
    }
}

void Profiler::RunPoller() {
    tracker_.AddOwn();
    for (;;) {
        const uint64_t interval = sampler_.IntervalNs();
        if (sampler_.NeedsPolling()) sampler_.Poll();
        platform::SleepNs(interval == 0 ? kPassNs : interval);
    }
}

void Profiler::LearnToUnwind(const MethodFacts& method) {
    for (const layout::CodeRange& range : method.ranges) {
        // Another version of the method, that was precompiled: its unwind information is its image's.
        if (tables_.IsInImage(range.start)) continue;
        const std::vector<CompiledFunction> functions =
            jitHeaders_.Read(range, tables_.HasCompiledCodeNear(range.start));
        bool known = !functions.empty();
        for (const CompiledFunction& function : functions) {
            // The method's body comes first.
            const bool funclet = &function != &functions.front();
            known &= tables_.AddCompiled(function.begin, function.end, funclet, function.unwindInfo.data(),
                                         function.unwindInfo.size());
        }
        if (!known) segment_->Counters().Add(layout::Counter::UnwindNotRead);
    }
}

void Profiler::LearnToUnwind(const ModuleFacts& module) {
    if (module.imageSize == 0) return;
    tables_.AddImage(module.baseAddress, module.imageSize);
    for (const ImagePlace& image : composites_.FindNew(module.baseAddress)) tables_.AddImage(image.base, image.size);
}

void Profiler::Shutdown() {
    tracker_.Scan(PseudoFrame::BeforeDiscovery);
    sampler_.CreditAll();
    std::lock_guard lock(learning_);
    learner_.Pass();
    gate_.Close();
    segment_->Producer()->shutDown.store(1, std::memory_order_release);
    // The agent would be ended with the container before it has noticed that we are gone, and what we did since its
    // last profile would be lost.
    if (launcher_ && platform::EndsItsContainer()) {
        segment_->GiveUp();
        launcher_->AwaitRemoval(segment_->Path());
    }
}

}  // namespace clrscope
