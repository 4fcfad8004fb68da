// What the library exports: two functions for the runtime, three for the activity tracker (Clrscope.Activity.dll),
// which calls them on threads of the application. Beside them, threads/thread_context.cpp has otel_thread_ctx_v1.
#include "context/activity.h"
#include "host/class_factory.h"

#define CLRSCOPE_EXPORT extern "C" __attribute__((visibility("default")))

CLRSCOPE_EXPORT clrscope::abi::HRESULT DllGetClassObject(clrscope::abi::REFIID classId, clrscope::abi::REFIID iid,
                                                         void** object) {
    static clrscope::ClassFactory factory;
    if (object == nullptr) return clrscope::abi::E_POINTER;
    *object = nullptr;
    if (classId != clrscope::kProfilerClass) return clrscope::abi::CLASS_E_CLASSNOTAVAILABLE;
    return factory.QueryInterface(iid, object);
}

CLRSCOPE_EXPORT clrscope::abi::HRESULT DllCanUnloadNow() {
    return clrscope::abi::S_FALSE;
}

// 0: attached, *flags says what is wanted at any time (Activity::Flag); 1: a tracker is there already; 2: another
// version is spoken here; 3: this process is not profiled.
CLRSCOPE_EXPORT int32_t clrscope_activity_attach(uint32_t version, const std::atomic<uint32_t>** flags) {
    clrscope::Activity* activity = clrscope::Activity::OfThisProcess();
    if (activity == nullptr) return static_cast<int32_t>(clrscope::Activity::Attached::NotProfiled);
    return static_cast<int32_t>(activity->Attach(version, flags));
}

// Of the calling thread, for as long as it lives; null while the thread is not known.
CLRSCOPE_EXPORT clrscope::ThreadContext* clrscope_thread_context() {
    clrscope::Activity* activity = clrscope::Activity::OfThisProcess();
    return activity == nullptr ? nullptr : activity->OfThisThread();
}

// kind: layout::RecordKind. 1: recorded; 0: not, and counted why.
CLRSCOPE_EXPORT int32_t clrscope_write_span(uint32_t kind, const void* record, uint32_t size) {
    clrscope::Activity* activity = clrscope::Activity::OfThisProcess();
    if (activity == nullptr) return 0;
    return activity->WriteSpan(static_cast<clrscope::layout::RecordKind>(kind), record, size) ? 1 : 0;
}
