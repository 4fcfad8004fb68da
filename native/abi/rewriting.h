// What the runtime hands to a profiler that changes code or adds assembly references.
#pragma once

#include "abi/structs.h"
#include "abi/unknown.h"

namespace clrscope::abi {

struct IMethodMalloc : IUnknown {
    static constexpr GUID kIid = ParseGuid("A0EFB28B-6EE2-4D7B-B983-A75EF7BEEDB8");

    virtual PVOID STDMETHODCALLTYPE Alloc(ULONG cb) = 0;
};

struct ICorProfilerFunctionControl : IUnknown {
    static constexpr GUID kIid = ParseGuid("F0963021-E1EA-4732-8581-E01B0BD3C0C6");

    virtual HRESULT STDMETHODCALLTYPE SetCodegenFlags(DWORD flags) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetILFunctionBody(ULONG cbNewILMethodHeader, LPCBYTE pbNewILMethodHeader) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetILInstrumentedCodeMap(ULONG cILMapEntries, COR_IL_MAP* rgILMapEntries) = 0;
};

struct ICorProfilerAssemblyReferenceProvider : IUnknown {
    static constexpr GUID kIid = ParseGuid("66A78C24-2EEF-4F65-B45F-DD1D8038BF3C");

    virtual HRESULT STDMETHODCALLTYPE AddAssemblyReference(const COR_PRF_ASSEMBLY_REFERENCE_INFO* pAssemblyRefInfo) = 0;
};

}  // namespace clrscope::abi
