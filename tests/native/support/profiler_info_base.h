// What a runtime that can do nothing answers to a profiler: a test overrides what it needs.
#pragma once

#include "abi/profiler_info.h"

namespace clrscope::abi {

class ProfilerInfoBase : public ICorProfilerInfo9 {
  public:
    // IUnknown
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID, void**) override { return E_NOINTERFACE; }
    ULONG STDMETHODCALLTYPE AddRef() override { return 1; }
    ULONG STDMETHODCALLTYPE Release() override { return 1; }
    // ICorProfilerInfo
    HRESULT STDMETHODCALLTYPE GetClassFromObject(ObjectID, ClassID*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetClassFromToken(ModuleID, mdTypeDef, ClassID*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetCodeInfo(FunctionID, LPCBYTE*, ULONG*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetEventMask(DWORD*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetFunctionFromIP(LPCBYTE, FunctionID*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetFunctionFromToken(ModuleID, mdToken, FunctionID*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetHandleFromThread(ThreadID, HANDLE*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetObjectSize(ObjectID, ULONG*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE IsArrayClass(ClassID, CorElementType*, ClassID*, ULONG*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetThreadInfo(ThreadID, DWORD*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetCurrentThreadID(ThreadID*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetClassIDInfo(ClassID, ModuleID*, mdTypeDef*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetFunctionInfo(FunctionID, ClassID*, ModuleID*, mdToken*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE SetEventMask(DWORD) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE SetEnterLeaveFunctionHooks(void*, void*, void*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE SetFunctionIDMapper(void*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetTokenAndMetaDataFromFunction(FunctionID, REFIID, IUnknown**, mdToken*) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE GetModuleInfo(ModuleID, LPCBYTE*, ULONG, ULONG*, WCHAR*, AssemblyID*) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE GetModuleMetaData(ModuleID, DWORD, REFIID, IUnknown**) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetILFunctionBody(ModuleID, mdMethodDef, LPCBYTE*, ULONG*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetILFunctionBodyAllocator(ModuleID, IMethodMalloc**) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE SetILFunctionBody(ModuleID, mdMethodDef, LPCBYTE) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetAppDomainInfo(AppDomainID, ULONG, ULONG*, WCHAR*, ProcessID*) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE GetAssemblyInfo(AssemblyID, ULONG, ULONG*, WCHAR*, AppDomainID*, ModuleID*) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE SetFunctionReJIT(FunctionID) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE ForceGC() override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE SetILInstrumentedCodeMap(FunctionID, BOOL, ULONG, COR_IL_MAP*) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE GetInprocInspectionInterface(IUnknown**) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetInprocInspectionIThisThread(IUnknown**) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetThreadContext(ThreadID, ContextID*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE BeginInprocDebugging(BOOL, DWORD*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE EndInprocDebugging(DWORD) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetILToNativeMapping(FunctionID, ULONG32, ULONG32*,
                                                   COR_DEBUG_IL_TO_NATIVE_MAP*) override {
        return E_NOTIMPL;
    }
    // ICorProfilerInfo2
    HRESULT STDMETHODCALLTYPE DoStackSnapshot(ThreadID, StackSnapshotCallback*, ULONG32, void*, BYTE*,
                                              ULONG32) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE SetEnterLeaveFunctionHooks2(void*, void*, void*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetFunctionInfo2(FunctionID, COR_PRF_FRAME_INFO, ClassID*, ModuleID*, mdToken*, ULONG32,
                                               ULONG32*, ClassID*) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE GetStringLayout(ULONG*, ULONG*, ULONG*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetClassLayout(ClassID, COR_FIELD_OFFSET*, ULONG, ULONG*, ULONG*) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE GetClassIDInfo2(ClassID, ModuleID*, mdTypeDef*, ClassID*, ULONG32, ULONG32*,
                                              ClassID*) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE GetCodeInfo2(FunctionID, ULONG32, ULONG32*, COR_PRF_CODE_INFO*) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE GetClassFromTokenAndTypeArgs(ModuleID, mdTypeDef, ULONG32, ClassID*, ClassID*) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE GetFunctionFromTokenAndTypeArgs(ModuleID, mdMethodDef, ClassID, ULONG32, ClassID*,
                                                              FunctionID*) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE EnumModuleFrozenObjects(ModuleID, ICorProfilerObjectEnum**) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetArrayObjectInfo(ObjectID, ULONG32, ULONG32*, int*, BYTE**) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE GetBoxClassLayout(ClassID, ULONG32*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetThreadAppDomain(ThreadID, AppDomainID*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetRVAStaticAddress(ClassID, mdFieldDef, void**) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetAppDomainStaticAddress(ClassID, mdFieldDef, AppDomainID, void**) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE GetThreadStaticAddress(ClassID, mdFieldDef, ThreadID, void**) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE GetContextStaticAddress(ClassID, mdFieldDef, ContextID, void**) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE GetStaticFieldInfo(ClassID, mdFieldDef, COR_PRF_STATIC_TYPE*) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE GetGenerationBounds(ULONG, ULONG*, COR_PRF_GC_GENERATION_RANGE*) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE GetObjectGeneration(ObjectID, COR_PRF_GC_GENERATION_RANGE*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetNotifiedExceptionClauseInfo(COR_PRF_EX_CLAUSE_INFO*) override { return E_NOTIMPL; }
    // ICorProfilerInfo3
    HRESULT STDMETHODCALLTYPE EnumJITedFunctions(ICorProfilerFunctionEnum**) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE RequestProfilerDetach(DWORD) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE SetFunctionIDMapper2(void*, void*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetStringLayout2(ULONG*, ULONG*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE SetEnterLeaveFunctionHooks3(void*, void*, void*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE SetEnterLeaveFunctionHooks3WithInfo(void*, void*, void*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetFunctionEnter3Info(FunctionID, COR_PRF_ELT_INFO, COR_PRF_FRAME_INFO*, ULONG*,
                                                    COR_PRF_FUNCTION_ARGUMENT_INFO*) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE GetFunctionLeave3Info(FunctionID, COR_PRF_ELT_INFO, COR_PRF_FRAME_INFO*,
                                                    COR_PRF_FUNCTION_ARGUMENT_RANGE*) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE GetFunctionTailcall3Info(FunctionID, COR_PRF_ELT_INFO, COR_PRF_FRAME_INFO*) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE EnumModules(ICorProfilerModuleEnum**) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetRuntimeInformation(USHORT*, COR_PRF_RUNTIME_TYPE*, USHORT*, USHORT*, USHORT*, USHORT*,
                                                    ULONG, ULONG*, WCHAR*) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE GetThreadStaticAddress2(ClassID, mdFieldDef, AppDomainID, ThreadID, void**) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE GetAppDomainsContainingModule(ModuleID, ULONG32, ULONG32*, AppDomainID*) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE GetModuleInfo2(ModuleID, LPCBYTE*, ULONG, ULONG*, WCHAR*, AssemblyID*, DWORD*) override {
        return E_NOTIMPL;
    }
    // ICorProfilerInfo4
    HRESULT STDMETHODCALLTYPE EnumThreads(ICorProfilerThreadEnum**) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE InitializeCurrentThread() override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE RequestReJIT(ULONG, ModuleID*, mdMethodDef*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE RequestRevert(ULONG, ModuleID*, mdMethodDef*, HRESULT*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetCodeInfo3(FunctionID, ReJITID, ULONG32, ULONG32*, COR_PRF_CODE_INFO*) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE GetFunctionFromIP2(LPCBYTE, FunctionID*, ReJITID*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetReJITIDs(FunctionID, ULONG, ULONG*, ReJITID*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetILToNativeMapping2(FunctionID, ReJITID, ULONG32, ULONG32*,
                                                    COR_DEBUG_IL_TO_NATIVE_MAP*) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE EnumJITedFunctions2(ICorProfilerFunctionEnum**) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetObjectSize2(ObjectID, SIZE_T*) override { return E_NOTIMPL; }
    // ICorProfilerInfo5
    HRESULT STDMETHODCALLTYPE GetEventMask2(DWORD*, DWORD*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE SetEventMask2(DWORD, DWORD) override { return E_NOTIMPL; }
    // ICorProfilerInfo6
    HRESULT STDMETHODCALLTYPE EnumNgenModuleMethodsInliningThisMethod(ModuleID, ModuleID, mdMethodDef, BOOL*,
                                                                      ICorProfilerMethodEnum**) override {
        return E_NOTIMPL;
    }
    // ICorProfilerInfo7
    HRESULT STDMETHODCALLTYPE ApplyMetaData(ModuleID) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetInMemorySymbolsLength(ModuleID, DWORD*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE ReadInMemorySymbols(ModuleID, DWORD, BYTE*, DWORD, DWORD*) override { return E_NOTIMPL; }
    // ICorProfilerInfo8
    HRESULT STDMETHODCALLTYPE IsFunctionDynamic(FunctionID, BOOL*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetFunctionFromIP3(LPCBYTE, FunctionID*, ReJITID*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetDynamicFunctionInfo(FunctionID, ModuleID*, PCCOR_SIGNATURE*, ULONG*, ULONG, ULONG*,
                                                     WCHAR*) override {
        return E_NOTIMPL;
    }
    // ICorProfilerInfo9
    HRESULT STDMETHODCALLTYPE GetNativeCodeStartAddresses(FunctionID, ReJITID, ULONG32, ULONG32*, UINT_PTR*) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE GetILToNativeMapping3(UINT_PTR, ULONG32, ULONG32*, COR_DEBUG_IL_TO_NATIVE_MAP*) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE GetCodeInfo4(UINT_PTR, ULONG32, ULONG32*, COR_PRF_CODE_INFO*) override {
        return E_NOTIMPL;
    }
};

}  // namespace clrscope::abi
