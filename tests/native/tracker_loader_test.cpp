// How long the runtime is asked for the event that costs something.
#include "loading/tracker_loader.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/made_up_tracker.h"
#include "support/profiler_info_base.h"
#include "support/temporary_directory.h"

namespace clrscope {
namespace {

constexpr uint64_t kSecondNs = 1'000'000'000;
constexpr abi::DWORD kOthers = abi::COR_PRF_MONITOR_JIT_COMPILATION;

class EventMask : public abi::ProfilerInfoBase {
  public:
    abi::HRESULT STDMETHODCALLTYPE GetEventMask2(abi::DWORD* low, abi::DWORD* high) override {
        *low = low_;
        *high = 0;
        return abi::S_OK;
    }
    abi::HRESULT STDMETHODCALLTYPE SetEventMask2(abi::DWORD low, abi::DWORD) override {
        low_ = low;
        return abi::S_OK;
    }
    abi::DWORD Low() const { return low_; }

  private:
    abi::DWORD low_ = kOthers | TrackerLoader::kEvents;
};

class TrackerLoaderTest : public testing::Test {
  protected:
    TrackerLoaderTest() {
        const std::string path = directory_.Path() + "/Clrscope.Activity.dll";
        std::ofstream(path, std::ios::binary) << test::MadeUpTracker();
        std::string reason;
        loader_ = TrackerLoader::Create(&info_, path, &reason);
        EXPECT_EQ(reason, "");
    }

    test::TemporaryDirectory directory_;
    EventMask info_;
    std::unique_ptr<TrackerLoader> loader_;
};

TEST_F(TrackerLoaderTest, ARuntimeThatRunsNoHooksIsNotAskedForLife) {
    EXPECT_EQ(loader_->Tick(kSecondNs), "");
    EXPECT_EQ(loader_->Tick(30 * kSecondNs), "");
    EXPECT_EQ(info_.Low(), kOthers | TrackerLoader::kEvents);
    EXPECT_EQ(loader_->Tick(31 * kSecondNs), "the program that hosts the runtime has not had its start-up hooks run");
    EXPECT_EQ(info_.Low(), kOthers);
    EXPECT_EQ(loader_->Tick(32 * kSecondNs), "") << "told once";
}

TEST_F(TrackerLoaderTest, NorIsOneWhoseProgramHasLoadedTheTrackerItself) {
    loader_->Tick(kSecondNs);
    loader_->ModuleLoaded(1, "Clrscope.Activity");
    EXPECT_EQ(loader_->Tick(31 * kSecondNs), "");
    EXPECT_EQ(info_.Low(), kOthers);
}

}  // namespace
}  // namespace clrscope
