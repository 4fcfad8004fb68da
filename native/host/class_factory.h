#pragma once

#include "abi/unknown.h"

namespace clrscope {

// {6AF495FF-C90D-4555-8CAD-A5F34F3A3485}
inline constexpr abi::GUID kProfilerClass = abi::ParseGuid("6AF495FF-C90D-4555-8CAD-A5F34F3A3485");

// Makes the callback object. Itself a constant of the library: not counted, not freed.
class ClassFactory : public abi::IClassFactory {
  public:
    abi::HRESULT STDMETHODCALLTYPE QueryInterface(abi::REFIID iid, void** object) override;
    abi::ULONG STDMETHODCALLTYPE AddRef() override { return 1; }
    abi::ULONG STDMETHODCALLTYPE Release() override { return 1; }
    abi::HRESULT STDMETHODCALLTYPE CreateInstance(abi::IUnknown* outer, abi::REFIID iid, void** object) override;
    abi::HRESULT STDMETHODCALLTYPE LockServer(abi::BOOL) override { return abi::S_OK; }
};

}  // namespace clrscope
