// The two functions that the runtime looks for in a profiler's library.
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
