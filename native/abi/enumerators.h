// What the Enum* calls of ICorProfilerInfo hand out.
#pragma once

#include "abi/structs.h"
#include "abi/unknown.h"

namespace clrscope::abi {

struct ICorProfilerObjectEnum : IUnknown {
    static constexpr GUID kIid = ParseGuid("2C6269BD-2D13-4321-AE12-6686365FD6AF");

    virtual HRESULT STDMETHODCALLTYPE Skip(ULONG celt) = 0;
    virtual HRESULT STDMETHODCALLTYPE Reset() = 0;
    virtual HRESULT STDMETHODCALLTYPE Clone(ICorProfilerObjectEnum** ppEnum) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetCount(ULONG* pcelt) = 0;
    virtual HRESULT STDMETHODCALLTYPE Next(ULONG celt, ObjectID* objects, ULONG* pceltFetched) = 0;
};

struct ICorProfilerFunctionEnum : IUnknown {
    static constexpr GUID kIid = ParseGuid("FF71301A-B994-429D-A10B-B345A65280EF");

    virtual HRESULT STDMETHODCALLTYPE Skip(ULONG celt) = 0;
    virtual HRESULT STDMETHODCALLTYPE Reset() = 0;
    virtual HRESULT STDMETHODCALLTYPE Clone(ICorProfilerFunctionEnum** ppEnum) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetCount(ULONG* pcelt) = 0;
    virtual HRESULT STDMETHODCALLTYPE Next(ULONG celt, COR_PRF_FUNCTION* ids, ULONG* pceltFetched) = 0;
};

struct ICorProfilerModuleEnum : IUnknown {
    static constexpr GUID kIid = ParseGuid("B0266D75-2081-4493-AF7F-028BA34DB891");

    virtual HRESULT STDMETHODCALLTYPE Skip(ULONG celt) = 0;
    virtual HRESULT STDMETHODCALLTYPE Reset() = 0;
    virtual HRESULT STDMETHODCALLTYPE Clone(ICorProfilerModuleEnum** ppEnum) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetCount(ULONG* pcelt) = 0;
    virtual HRESULT STDMETHODCALLTYPE Next(ULONG celt, ModuleID* ids, ULONG* pceltFetched) = 0;
};

struct ICorProfilerMethodEnum : IUnknown {
    static constexpr GUID kIid = ParseGuid("FCCEE788-0088-454B-A811-C99F298D1942");

    virtual HRESULT STDMETHODCALLTYPE Skip(ULONG celt) = 0;
    virtual HRESULT STDMETHODCALLTYPE Reset() = 0;
    virtual HRESULT STDMETHODCALLTYPE Clone(ICorProfilerMethodEnum** ppEnum) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetCount(ULONG* pcelt) = 0;
    virtual HRESULT STDMETHODCALLTYPE Next(ULONG celt, COR_PRF_METHOD* elements, ULONG* pceltFetched) = 0;
};

struct ICorProfilerThreadEnum : IUnknown {
    static constexpr GUID kIid = ParseGuid("571194F7-25ED-419F-AA8B-7016B3159701");

    virtual HRESULT STDMETHODCALLTYPE Skip(ULONG celt) = 0;
    virtual HRESULT STDMETHODCALLTYPE Reset() = 0;
    virtual HRESULT STDMETHODCALLTYPE Clone(ICorProfilerThreadEnum** ppEnum) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetCount(ULONG* pcelt) = 0;
    virtual HRESULT STDMETHODCALLTYPE Next(ULONG celt, ThreadID* ids, ULONG* pceltFetched) = 0;
};

}  // namespace clrscope::abi
