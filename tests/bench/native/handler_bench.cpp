// What one sample costs, by the depth of the stack: the handler alone, with the signal that brings it, and after the
// program has had the processor's caches to itself.
#include <benchmark/benchmark.h>
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "platform/signals.h"
#include "platform/threads.h"
#include "support/native_tables.h"
#include "support/sampling_rig.h"

namespace {

using clrscope::ThreadRecord;
using clrscope::test::SamplingRig;
namespace layout = clrscope::layout;
namespace platform = clrscope::platform;

constexpr uint64_t kIntervalNs = 10'000'000;

// A chain of frames, and the registers of a thread that was interrupted in the innermost one.
class MadeUpStack {
  public:
    // frames: program counters that a walk gives. bytesPerFrame: how far apart frames lie, as locals make them.
    explicit MadeUpStack(size_t frames, size_t bytesPerFrame = 96)
        : words_(frames * bytesPerFrame / sizeof(uintptr_t)) {
        const size_t step = bytesPerFrame / sizeof(uintptr_t);
        for (size_t i = 0; i + 1 < frames; ++i) {
            const bool outermost = i + 2 == frames;
            words_[i * step] = outermost ? 0 : reinterpret_cast<uintptr_t>(&words_[(i + 1) * step]);
            words_[i * step + 1] = 0x7F0000000000 + i * 64;
        }
    }

    platform::AddressRange Range() const {
        const auto low = reinterpret_cast<uintptr_t>(words_.data());
        return {low, low + words_.size() * sizeof(uintptr_t)};
    }

    ucontext_t Registers() const {
        ucontext_t context{};
        context.uc_mcontext.gregs[REG_RIP] = 0x7F0000000000;
        context.uc_mcontext.gregs[REG_RSP] = static_cast<greg_t>(Range().low);
        context.uc_mcontext.gregs[REG_RBP] = static_cast<greg_t>(Range().low);
        return context;
    }

  private:
    std::vector<uintptr_t> words_;
};

// A record of the calling thread that asks for a sample whenever it is signalled.
class Asking {
  public:
    Asking(SamplingRig& rig, platform::AddressRange stack) : rig_(rig) {
        std::lock_guard lock(rig.Registry().Lock());
        record_ = rig.Registry().Add(platform::CurrentThreadId(), true, stack);
        record_->intervalNs = kIntervalNs;
    }
    ~Asking() {
        std::lock_guard lock(rig_.Registry().Lock());
        rig_.Registry().Release(record_);
    }

    ThreadRecord* Record() { return record_; }

    // One expiry for the next signal, and room in the ring for its sample.
    void Ask() {
        record_->pollPending.store(1, std::memory_order_relaxed);
        const uint64_t head = rig_.Segment().Ring().Head();
        if (head - freed_ < rig_.Segment().Ring().Size() / 2) return;
        rig_.FreeRing();
        freed_ = head;
    }

  private:
    SamplingRig& rig_;
    ThreadRecord* record_;
    uint64_t freed_ = 0;
};

SamplingRig& Rig() {
    static SamplingRig& rig = SamplingRig::Start();
    return rig;
}

void Handler(benchmark::State& state) {
    const MadeUpStack stack(static_cast<size_t>(state.range(0)));
    Asking asking(Rig(), stack.Range());
    struct sigaction installed {};
    sigaction(SIGPROF, nullptr, &installed);
    siginfo_t info{};
    info.si_signo = SIGPROF;
    info.si_code = SI_QUEUE;
    info.si_pid = getpid();
    info.si_value.sival_ptr = asking.Record();
    ucontext_t context = stack.Registers();
    for (auto _ : state) {
        asking.Ask();
        installed.sa_sigaction(SIGPROF, &info, &context);
    }
}
BENCHMARK(Handler)->Arg(5)->Arg(10)->Arg(30)->Arg(100)->Arg(500);

// Calls itself until the stack has that many frames more, then measures.
__attribute__((noinline)) int AtDepth(int64_t depth, benchmark::State& state, Asking& asking) {
    if (depth > 0) {
        volatile int below = AtDepth(depth - 1, state, asking);
        return below + 1;
    }
    for (auto _ : state) {
        asking.Ask();
        platform::SendSampleSignal(platform::CurrentThreadId(), asking.Record());
    }
    return 0;
}

// What a program does to the caches between two samples: it reads data, and runs code with many jumps.
class OtherWork {
  public:
    OtherWork()
        : data_(kData),
          code_(static_cast<uint8_t*>(
              mmap(nullptr, kCode, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))) {
        constexpr uint8_t kJumpToNextLine[] = {0xEB, kLine - 2};
        for (size_t at = 0; at < kCode; at += kLine) std::copy_n(kJumpToNextLine, 2, code_ + at);
        code_[kCode - kLine] = 0xC3;  // ret
    }
    ~OtherWork() { munmap(code_, kCode); }
    OtherWork(const OtherWork&) = delete;
    OtherWork& operator=(const OtherWork&) = delete;

    void Do() {
        uint64_t sum = 0;
        for (size_t at = 0; at < kData; at += kLine) sum += data_[at]++;
        benchmark::DoNotOptimize(sum);
        reinterpret_cast<void (*)()>(code_)();
    }

  private:
    static constexpr size_t kLine = 64;
    static constexpr size_t kData = size_t{24} << 20;
    static constexpr size_t kCode = size_t{2} << 20;

    std::vector<uint8_t> data_;
    uint8_t* code_;
};

__attribute__((noinline)) int ColdAtDepth(int64_t depth, benchmark::State& state, Asking& asking) {
    if (depth > 0) {
        volatile int below = ColdAtDepth(depth - 1, state, asking);
        return below + 1;
    }
    OtherWork work;
    std::vector<uint64_t> times;
    for (auto _ : state) {
        asking.Ask();
        Rig().Segment().Ring().PrepareAhead();
        work.Do();
        const uint64_t before = Rig().Get(layout::Counter::HandlerNs);
        platform::SendSampleSignal(platform::CurrentThreadId(), asking.Record());
        times.push_back(Rig().Get(layout::Counter::HandlerNs) - before);
        state.SetIterationTime(static_cast<double>(times.back()) * 1e-9);
    }
    std::sort(times.begin(), times.end());
    state.counters["median_ns"] = static_cast<double>(times[times.size() / 2]);
    state.counters["p99_ns"] = static_cast<double>(times[times.size() * 99 / 100]);
    return 0;
}

// The handler by its own clock.
void HandlerCold(benchmark::State& state) {
    Rig().Tables().SetLibraries(clrscope::test::NativeRegions(false));
    Asking asking(Rig(), platform::CurrentStack());
    ColdAtDepth(state.range(0), state, asking);
    Rig().Tables().SetLibraries({});
}
BENCHMARK(HandlerCold)->Arg(1)->Arg(25)->UseManualTime()->Iterations(2000);

void HandlerAndSignal(benchmark::State& state) {
    Asking asking(Rig(), platform::CurrentStack());
    AtDepth(state.range(0), state, asking);
}
BENCHMARK(HandlerAndSignal)->Arg(5)->Arg(10)->Arg(30)->Arg(100)->Arg(500);

}  // namespace
