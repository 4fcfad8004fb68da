// What the runtime does first: it asks for the factory, the callback and its interfaces, and hands over its own.
#include "host/class_factory.h"

#include <gtest/gtest.h>

#include "abi/profiler_callback.h"

// A callback is never freed: the profiler that it leads to runs until the process ends.
extern "C" __attribute__((visibility("default"))) const char* __asan_default_options() {
    return "detect_leaks=0";
}

namespace clrscope {
namespace {

using namespace abi;

// A runtime that has none of the interfaces that are asked for.
class AncientRuntime : public IUnknown {
  public:
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID, void** object) override {
        *object = nullptr;
        return E_NOINTERFACE;
    }
    ULONG STDMETHODCALLTYPE AddRef() override { return 1; }
    ULONG STDMETHODCALLTYPE Release() override { return 1; }
};

ICorProfilerCallback2* CreateCallback() {
    ClassFactory factory;
    void* object = nullptr;
    EXPECT_EQ(factory.CreateInstance(nullptr, ICorProfilerCallback2::kIid, &object), S_OK);
    return static_cast<ICorProfilerCallback2*>(object);
}

TEST(ClassFactory, IsAFactoryAndNothingElse) {
    ClassFactory factory;
    void* object = nullptr;
    EXPECT_EQ(factory.QueryInterface(IUnknown::kIid, &object), S_OK);
    EXPECT_EQ(object, &factory);
    EXPECT_EQ(factory.QueryInterface(IClassFactory::kIid, &object), S_OK);
    EXPECT_EQ(object, &factory);
    EXPECT_EQ(factory.QueryInterface(ICorProfilerCallback::kIid, &object), E_NOINTERFACE);
    EXPECT_EQ(object, nullptr);
    EXPECT_EQ(factory.QueryInterface(IUnknown::kIid, nullptr), E_POINTER);
}

TEST(ClassFactory, DoesNotAggregateNorMakeAnythingElse) {
    ClassFactory factory;
    AncientRuntime outer;
    void* object = &outer;
    EXPECT_EQ(factory.CreateInstance(&outer, IUnknown::kIid, &object), CLASS_E_NOAGGREGATION);
    EXPECT_EQ(object, nullptr);
    EXPECT_EQ(factory.CreateInstance(nullptr, IClassFactory::kIid, &object), E_NOINTERFACE);
    EXPECT_EQ(object, nullptr);
    EXPECT_EQ(factory.CreateInstance(nullptr, IUnknown::kIid, nullptr), E_POINTER);
}

TEST(ProfilerCallback, AnswersForEveryVersionOfItsInterface) {
    ICorProfilerCallback2* callback = CreateCallback();
    for (const GUID& iid : {IUnknown::kIid, ICorProfilerCallback::kIid, ICorProfilerCallback2::kIid,
                            ICorProfilerCallback3::kIid, ICorProfilerCallback4::kIid, ICorProfilerCallback5::kIid,
                            ICorProfilerCallback6::kIid, ICorProfilerCallback7::kIid, ICorProfilerCallback8::kIid,
                            ICorProfilerCallback9::kIid, ICorProfilerCallback10::kIid, ICorProfilerCallback11::kIid}) {
        void* object = nullptr;
        EXPECT_EQ(callback->QueryInterface(iid, &object), S_OK);
        EXPECT_EQ(object, callback);
    }
    void* object = callback;
    EXPECT_EQ(callback->QueryInterface(IClassFactory::kIid, &object), E_NOINTERFACE);
    EXPECT_EQ(object, nullptr);
}

TEST(ProfilerCallback, ARuntimeThatIsTooOldRunsUnprofiledAndIsToldWhy) {
    AncientRuntime runtime;
    testing::internal::CaptureStderr();
    EXPECT_EQ(CreateCallback()->Initialize(&runtime), CORPROF_E_PROFILER_CANCEL_ACTIVATION);
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "clrscope: this process is not profiled: this runtime is older than .NET Core 3.0\n");
}

}  // namespace
}  // namespace clrscope
