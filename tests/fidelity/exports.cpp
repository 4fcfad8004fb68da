// The entry points of the flavour: the library's own, but for the callback object.
#include <new>

#include "host/class_factory.h"
#include "oracle_callback.h"

#define CLRSCOPE_EXPORT extern "C" __attribute__((visibility("default")))

namespace {

class OracleFactory : public clrscope::ClassFactory {
  public:
    clrscope::abi::HRESULT STDMETHODCALLTYPE CreateInstance(clrscope::abi::IUnknown*, clrscope::abi::REFIID iid,
                                                            void** object) override {
        auto* callback = new (std::nothrow) clrscope::fidelity::OracleCallback();
        if (callback == nullptr) return clrscope::abi::E_OUTOFMEMORY;
        const clrscope::abi::HRESULT result = callback->QueryInterface(iid, object);
        callback->Release();
        return result;
    }
};

}  // namespace

CLRSCOPE_EXPORT clrscope::abi::HRESULT DllGetClassObject(clrscope::abi::REFIID classId, clrscope::abi::REFIID iid,
                                                         void** object) {
    static OracleFactory factory;
    if (classId != clrscope::kProfilerClass) return clrscope::abi::CLASS_E_CLASSNOTAVAILABLE;
    return factory.QueryInterface(iid, object);
}

CLRSCOPE_EXPORT clrscope::abi::HRESULT DllCanUnloadNow() {
    return clrscope::abi::S_FALSE;
}
