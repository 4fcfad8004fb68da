// The root of every interface, and the factory that DllGetClassObject hands out. None of the interfaces has a virtual
// destructor: it would add slots to a layout that the runtime fixes.
#pragma once

#include "abi/types.h"

namespace clrscope::abi {

struct IUnknown {
    static constexpr GUID kIid = ParseGuid("00000000-0000-0000-C000-000000000046");

    virtual HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void** ppvObject) = 0;
    virtual ULONG STDMETHODCALLTYPE AddRef() = 0;
    virtual ULONG STDMETHODCALLTYPE Release() = 0;
};

struct IClassFactory : IUnknown {
    static constexpr GUID kIid = ParseGuid("00000001-0000-0000-C000-000000000046");

    virtual HRESULT STDMETHODCALLTYPE CreateInstance(IUnknown* pUnkOuter, REFIID riid, void** ppvObject) = 0;
    virtual HRESULT STDMETHODCALLTYPE LockServer(BOOL fLock) = 0;
};

}  // namespace clrscope::abi
