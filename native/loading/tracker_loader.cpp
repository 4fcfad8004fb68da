#include "loading/tracker_loader.h"

#include <cstring>

#include "abi/constants.h"
#include "abi/rewriting.h"
#include "codemap/clr_metadata.h"
#include "codemap/text.h"
#include "loading/il_body.h"
#include "loading/tracker_file.h"

namespace clrscope {

using abi::Failed;

namespace {

static_assert(TrackerLoader::kEvents == abi::COR_PRF_MONITOR_CACHE_SEARCHES);

constexpr const char* kCoreLibrary = "System.Private.CoreLib";

// The method runs when a program starts.
constexpr uint64_t kUntilAskedNs = 30'000'000'000;

constexpr const char* kHooksOff =
    "the program has start-up hooks switched off (System.StartupHookProvider.IsSupported)";
constexpr const char* kTrimmed =
    "the program is published with trimming, and its runtime lacks what is needed to load Clrscope.Activity.dll";
constexpr const char* kNotRun =
    "the runtime could not load or run Clrscope.Activity.dll "
    "(that of a program published with trimming may lack what it needs)";

// Programs that are trimmed or have hooks switched off are often tools that run for a moment: not from each run a line.
constexpr uint64_t kUntilToldNs = 5'000'000'000;

constexpr abi::ULONG kMaxBody = 1 << 16;

}  // namespace

std::unique_ptr<TrackerLoader> TrackerLoader::Create(abi::ICorProfilerInfo9* info, const std::string& path,
                                                     std::string* reason) {
    *reason = WhyNotLoadable(path);
    if (!reason->empty()) return nullptr;
    std::u16string wide;
    if (!ToUtf16(path, &wide)) {
        *reason = path + " is not UTF-8";
        return nullptr;
    }
    return std::unique_ptr<TrackerLoader>(new TrackerLoader(info, wide));
}

void TrackerLoader::ModuleLoaded(abi::ModuleID module, const std::string& assembly) {
    if (assembly == kCoreLibrary) {
        FindStartup(module);
    } else if (assembly == kTrackerAssembly) {
        trackerLoaded_.store(true, std::memory_order_relaxed);
    }
}

void TrackerLoader::FindStartup(abi::ModuleID coreLibrary) {
    if (stage_.load(std::memory_order_relaxed) != Stage::Waiting) return;
    const abi::ComPtr<abi::IMetaDataImport> metadata = OpenMetadata(info_, coreLibrary);
    if (metadata) core_ = CoreMethods::Find(metadata.Get());
    module_ = coreLibrary;
    if (core_.startup == 0) return Finish("this runtime has no start-up hooks");
    if (!core_.CanLoad()) return Finish(kTrimmed);
    stage_.store(Stage::Found, std::memory_order_release);
}

bool TrackerLoader::CachedFunctionSearchStarted(abi::FunctionID function) {
    return !IsStartup(function);
}

void TrackerLoader::CompilationStarted(abi::FunctionID function) {
    if (IsStartup(function)) Finish(Rewrite() ? nullptr : "the runtime's start-up method could not be extended");
}

std::string TrackerLoader::Tick(uint64_t nowNs) {
    if (firstTickNs_ == 0) firstTickNs_ = nowNs;
    const TrackerCall::State asked = call_.Asked();
    const bool late = asked == TrackerCall::State::NotAsked && nowNs - firstTickNs_ >= kUntilAskedNs;
    // It does not come any more, and the runtime would ask about each precompiled method until the process ends.
    if (late && stage_.load(std::memory_order_acquire) != Stage::Done) Finish(nullptr);

    if (told_ || (asked != TrackerCall::State::Failed && trackerLoaded_.load(std::memory_order_relaxed))) return "";
    const char* reason = Problem(asked, late);
    const bool isOften = reason == kHooksOff || reason == kTrimmed || reason == kNotRun;
    if (isOften && nowNs - firstTickNs_ < kUntilToldNs) return "";
    told_ = reason != nullptr;
    return told_ ? reason : "";
}

const char* TrackerLoader::Problem(TrackerCall::State asked, bool late) const {
    if (const char* failure = failure_.load(std::memory_order_acquire)) return failure;
    if (asked == TrackerCall::State::HooksOff) return kHooksOff;
    if (asked == TrackerCall::State::Failed) return kNotRun;
    return late ? "the program that hosts the runtime has not had its start-up hooks run" : nullptr;
}

bool TrackerLoader::IsStartup(abi::FunctionID function) const {
    if (stage_.load(std::memory_order_acquire) != Stage::Found) return false;
    abi::ModuleID module = 0;
    abi::mdToken token = 0;
    if (Failed(info_->GetFunctionInfo(function, nullptr, &module, &token))) return false;
    return token == core_.startup && module == module_;
}

bool TrackerLoader::Rewrite() const {
    abi::LPCBYTE body = nullptr;
    abi::ULONG size = 0;
    if (Failed(info_->GetILFunctionBody(module_, core_.startup, &body, &size)) || body == nullptr || size > kMaxBody) {
        return false;
    }
    const TrackerCall::Code prologue = call_.Prologue(core_);
    const std::vector<uint8_t> extended =
        PrependIl({body, size}, prologue.il, TrackerCall::kMaxStack, {&prologue.guard, 1});
    if (extended.empty()) return false;
    abi::ComPtr<abi::IMethodMalloc> allocator;
    if (Failed(info_->GetILFunctionBodyAllocator(module_, allocator.Out()))) return false;
    void* at = allocator->Alloc(static_cast<abi::ULONG>(extended.size()));
    if (at == nullptr) return false;
    std::memcpy(at, extended.data(), extended.size());
    return abi::Succeeded(info_->SetILFunctionBody(module_, core_.startup, static_cast<abi::LPCBYTE>(at)));
}

void TrackerLoader::Finish(const char* failure) {
    stage_.store(Stage::Done, std::memory_order_release);
    failure_.store(failure, std::memory_order_release);
    abi::DWORD low = 0;
    abi::DWORD high = 0;
    if (abi::Succeeded(info_->GetEventMask2(&low, &high))) info_->SetEventMask2(low & ~kEvents, high);
}

}  // namespace clrscope
