// What walking managed frames costs by the depth of the stack, what it costs to learn of new code, and to compile a
// library's call frames.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <dlfcn.h>

#include "support/made_up_unwind_info.h"
#include "support/native_tables.h"
#include "unwind/stack_walk.h"

namespace {

using namespace clrscope::unwind;
using clrscope::test::kRbp;
using clrscope::test::MadeUpUnwindInfo;
namespace layout = clrscope::layout;
namespace platform = clrscope::platform;

constexpr uintptr_t kMethodSize = 256;
constexpr size_t kFrameWords = 12;

// A stack of as many methods as it has frames, each with code of its own: push rbp; sub rsp, 80.
class ManagedStack {
  public:
    explicit ManagedStack(size_t frames) : code_(frames * kMethodSize, 0x90), words_(frames * kFrameWords) {
        const auto base = reinterpret_cast<uintptr_t>(code_.data());
        const auto info = MadeUpUnwindInfo().AllocateSmall(5, 80).Push(1, kRbp).Bytes();
        for (size_t i = 0; i < frames; ++i) {
            const uintptr_t begin = base + i * kMethodSize;
            tables_.AddCompiled(begin, begin + kMethodSize, false, info.data(), info.size());
            words_[i * kFrameWords + kFrameWords - 1] = i + 1 == frames ? 0 : begin + kMethodSize + 100;
        }
        context_ = {base + 50, reinterpret_cast<uintptr_t>(words_.data()), 0};
        bounds_ = {context_.sp, context_.sp + words_.size() * sizeof(uintptr_t)};
    }

    CodeTables& Tables() { return tables_; }
    Walk Go() { return WalkStack(context_, bounds_, &tables_, frames_, layout::kMaxFrames); }

  private:
    std::vector<uint8_t> code_;
    std::vector<uintptr_t> words_;
    CodeTables tables_;
    platform::RegisterContext context_;
    StackBounds bounds_;
    uint64_t frames_[layout::kMaxFrames];
};

void Run(benchmark::State& state, bool cold) {
    ManagedStack stack(static_cast<size_t>(state.range(0)));
    if (stack.Go().frameCount != static_cast<uint32_t>(state.range(0))) state.SkipWithError("the walk ended early");
    for (auto _ : state) {
        // What makes a new generation, and little else.
        if (cold) stack.Tables().SetLibraries({});
        benchmark::DoNotOptimize(stack.Go());
        if (cold) stack.Tables().Retired().Collect([](auto) {});
    }
    state.counters["a frame"] =
        benchmark::Counter(static_cast<double>(state.range(0)),
                           benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
void WalkWarm(benchmark::State& state) {
    Run(state, false);
}
// With a new generation each time, whose making is part of the time (see NewGeneration).
void WalkCold(benchmark::State& state) {
    Run(state, true);
}
BENCHMARK(WalkWarm)->Arg(5)->Arg(10)->Arg(30)->Arg(100);
BENCHMARK(WalkCold)->Arg(5)->Arg(10)->Arg(30)->Arg(100);

void NewGeneration(benchmark::State& state) {
    CodeTables tables;
    for (auto _ : state) {
        tables.SetLibraries({});
        tables.Retired().Collect([](auto) {});
    }
}
BENCHMARK(NewGeneration);

// Code in ascending order, as the runtime's heaps give it out; then the same place again and again.
void AddCompiledCode(benchmark::State& state) {
    const bool replacing = state.range(0) != 0;
    const auto one = MadeUpUnwindInfo::WithFramePointer().Bytes();
    const auto other = MadeUpUnwindInfo::WithoutFramePointer().Bytes();
    Reclaimer reclaimer;
    auto code = std::make_unique<JitCode>(&reclaimer);
    constexpr uintptr_t kHeap = 0x7F0000000000;
    constexpr uintptr_t kMost = 1'000'000;
    uintptr_t count = 0;
    bool replaced = false;
    if (replacing) {
        for (uintptr_t i = 0; i < 256; ++i) {
            code->Add(kHeap + i * kMethodSize, kHeap + (i + 1) * kMethodSize, false, one.data(), one.size(), &replaced);
        }
    }
    for (auto _ : state) {
        const uintptr_t begin = kHeap + (replacing ? count % 256 : count) * kMethodSize;
        const auto& info = replacing && count / 256 % 2 == 0 ? other : one;
        code->Add(begin, begin + kMethodSize, false, info.data(), info.size(), &replaced);
        ++count;
        if (replacing && count % 256 == 0) reclaimer.Collect([](auto) {});
        if (!replacing && count == kMost) {
            state.PauseTiming();
            code = std::make_unique<JitCode>(&reclaimer);
            count = 0;
            state.ResumeTiming();
        }
    }
    state.SetLabel(replacing ? "replacing" : "appending");
}
BENCHMARK(AddCompiledCode)->Arg(0)->Arg(1);

// The runtime, if one is installed; it is mapped, and nothing of it is run but what its loading runs.
const platform::LoadedLibrary* Library() {
    static std::vector<platform::LoadedLibrary> libraries;
    if (libraries.empty()) {
        std::error_code error;
        const char* root = std::getenv("DOTNET_ROOT");
        const std::filesystem::path shared =
            std::filesystem::path(root == nullptr ? "/usr/share/dotnet" : root) / "shared/Microsoft.NETCore.App";
        for (const auto& version : std::filesystem::directory_iterator(shared, error)) {
            if (dlopen((version.path() / "libcoreclr.so").c_str(), RTLD_LAZY | RTLD_LOCAL) != nullptr) break;
        }
        libraries = platform::LoadedLibraries();
    }
    for (const char* name : {"libcoreclr.so", "libc.so.6"}) {
        for (const platform::LoadedLibrary& library : libraries) {
            if (library.path.ends_with(name) && library.unwindHeader != 0) return &library;
        }
    }
    return nullptr;
}

void CompileLibrary(benchmark::State& state) {
    const platform::LoadedLibrary* library = Library();
    if (library == nullptr) return state.SkipWithError("no library");
    size_t rows = 0;
    for (auto _ : state) rows = clrscope::test::CompileLibrary(*library).size();
    state.SetLabel(library->path.substr(library->path.rfind('/') + 1));
    state.counters["rows"] = static_cast<double>(rows);
    state.counters["bytes"] = static_cast<double>(rows * sizeof(NativeRow));
}
BENCHMARK(CompileLibrary)->Unit(benchmark::kMillisecond);

}  // namespace
