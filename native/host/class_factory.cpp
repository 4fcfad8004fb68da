#include "host/class_factory.h"

#include <new>

#include "host/profiler_callback.h"

namespace clrscope {

abi::HRESULT ClassFactory::QueryInterface(abi::REFIID iid, void** object) {
    if (object == nullptr) return abi::E_POINTER;
    const bool known = iid == abi::IUnknown::kIid || iid == abi::IClassFactory::kIid;
    *object = known ? this : nullptr;
    return known ? abi::S_OK : abi::E_NOINTERFACE;
}

abi::HRESULT ClassFactory::CreateInstance(abi::IUnknown* outer, abi::REFIID iid, void** object) {
    if (object == nullptr) return abi::E_POINTER;
    *object = nullptr;
    if (outer != nullptr) return abi::CLASS_E_NOAGGREGATION;
    auto* callback = new (std::nothrow) ProfilerCallback();
    if (callback == nullptr) return abi::E_OUTOFMEMORY;
    const abi::HRESULT result = callback->QueryInterface(iid, object);
    callback->Release();
    return result;
}

}  // namespace clrscope
