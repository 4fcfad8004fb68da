// What the runtime answers to a profiler. Hooks that no part of clrscope sets (enter/leave, function id mapper, object
// references) are void* here: their signatures do not matter to the layout.
#pragma once

#include "abi/constants.h"
#include "abi/enumerators.h"
#include "abi/structs.h"
#include "abi/tokens.h"
#include "abi/unknown.h"

namespace clrscope::abi {

struct IMethodMalloc;

struct ICorProfilerInfo : IUnknown {
    static constexpr GUID kIid = ParseGuid("28B5557D-3F3F-48B4-90B2-5F9EEA2F6C48");

    virtual HRESULT STDMETHODCALLTYPE GetClassFromObject(ObjectID objectId, ClassID* pClassId) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetClassFromToken(ModuleID moduleId, mdTypeDef typeDef, ClassID* pClassId) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetCodeInfo(FunctionID functionId, LPCBYTE* pStart, ULONG* pcSize) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetEventMask(DWORD* pdwEvents) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetFunctionFromIP(LPCBYTE ip, FunctionID* pFunctionId) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetFunctionFromToken(ModuleID moduleId, mdToken token,
                                                           FunctionID* pFunctionId) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetHandleFromThread(ThreadID threadId, HANDLE* phThread) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetObjectSize(ObjectID objectId, ULONG* pcSize) = 0;
    virtual HRESULT STDMETHODCALLTYPE IsArrayClass(ClassID classId, CorElementType* pBaseElemType,
                                                   ClassID* pBaseClassId, ULONG* pcRank) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetThreadInfo(ThreadID threadId, DWORD* pdwWin32ThreadId) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetCurrentThreadID(ThreadID* pThreadId) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetClassIDInfo(ClassID classId, ModuleID* pModuleId,
                                                     mdTypeDef* pTypeDefToken) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetFunctionInfo(FunctionID functionId, ClassID* pClassId, ModuleID* pModuleId,
                                                      mdToken* pToken) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetEventMask(DWORD dwEvents) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetEnterLeaveFunctionHooks(void* pFuncEnter, void* pFuncLeave,
                                                                 void* pFuncTailcall) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetFunctionIDMapper(void* pFunc) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetTokenAndMetaDataFromFunction(FunctionID functionId, REFIID riid,
                                                                      IUnknown** ppImport, mdToken* pToken) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetModuleInfo(ModuleID moduleId, LPCBYTE* ppBaseLoadAddress, ULONG cchName,
                                                    ULONG* pcchName, WCHAR* szName, AssemblyID* pAssemblyId) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetModuleMetaData(ModuleID moduleId, DWORD dwOpenFlags, REFIID riid,
                                                        IUnknown** ppOut) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetILFunctionBody(ModuleID moduleId, mdMethodDef methodId,
                                                        LPCBYTE* ppMethodHeader, ULONG* pcbMethodSize) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetILFunctionBodyAllocator(ModuleID moduleId, IMethodMalloc** ppMalloc) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetILFunctionBody(ModuleID moduleId, mdMethodDef methodid,
                                                        LPCBYTE pbNewILMethodHeader) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetAppDomainInfo(AppDomainID appDomainId, ULONG cchName, ULONG* pcchName,
                                                       WCHAR* szName, ProcessID* pProcessId) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetAssemblyInfo(AssemblyID assemblyId, ULONG cchName, ULONG* pcchName,
                                                      WCHAR* szName, AppDomainID* pAppDomainId,
                                                      ModuleID* pModuleId) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetFunctionReJIT(FunctionID functionId) = 0;
    virtual HRESULT STDMETHODCALLTYPE ForceGC() = 0;
    virtual HRESULT STDMETHODCALLTYPE SetILInstrumentedCodeMap(FunctionID functionId, BOOL fStartJit,
                                                               ULONG cILMapEntries, COR_IL_MAP* rgILMapEntries) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetInprocInspectionInterface(IUnknown** ppicd) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetInprocInspectionIThisThread(IUnknown** ppicd) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetThreadContext(ThreadID threadId, ContextID* pContextId) = 0;
    virtual HRESULT STDMETHODCALLTYPE BeginInprocDebugging(BOOL fThisThreadOnly, DWORD* pdwProfilerContext) = 0;
    virtual HRESULT STDMETHODCALLTYPE EndInprocDebugging(DWORD dwProfilerContext) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetILToNativeMapping(FunctionID functionId, ULONG32 cMap, ULONG32* pcMap,
                                                           COR_DEBUG_IL_TO_NATIVE_MAP* map) = 0;
};

struct ICorProfilerInfo2 : ICorProfilerInfo {
    static constexpr GUID kIid = ParseGuid("CC0935CD-A518-487D-B0BB-A93214E65478");

    virtual HRESULT STDMETHODCALLTYPE DoStackSnapshot(ThreadID thread, StackSnapshotCallback* callback,
                                                      ULONG32 infoFlags, void* clientData, BYTE* context,
                                                      ULONG32 contextSize) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetEnterLeaveFunctionHooks2(void* pFuncEnter, void* pFuncLeave,
                                                                  void* pFuncTailcall) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetFunctionInfo2(FunctionID funcId, COR_PRF_FRAME_INFO frameInfo,
                                                       ClassID* pClassId, ModuleID* pModuleId, mdToken* pToken,
                                                       ULONG32 cTypeArgs, ULONG32* pcTypeArgs, ClassID* typeArgs) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetStringLayout(ULONG* pBufferLengthOffset, ULONG* pStringLengthOffset,
                                                      ULONG* pBufferOffset) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetClassLayout(ClassID classID, COR_FIELD_OFFSET* rFieldOffset,
                                                     ULONG cFieldOffset, ULONG* pcFieldOffset, ULONG* pulClassSize) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetClassIDInfo2(ClassID classId, ModuleID* pModuleId, mdTypeDef* pTypeDefToken,
                                                      ClassID* pParentClassId, ULONG32 cNumTypeArgs,
                                                      ULONG32* pcNumTypeArgs, ClassID* typeArgs) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetCodeInfo2(FunctionID functionID, ULONG32 cCodeInfos, ULONG32* pcCodeInfos,
                                                   COR_PRF_CODE_INFO* codeInfos) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetClassFromTokenAndTypeArgs(ModuleID moduleID, mdTypeDef typeDef,
                                                                   ULONG32 cTypeArgs, ClassID* typeArgs,
                                                                   ClassID* pClassID) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetFunctionFromTokenAndTypeArgs(ModuleID moduleID, mdMethodDef funcDef,
                                                                      ClassID classId, ULONG32 cTypeArgs,
                                                                      ClassID* typeArgs, FunctionID* pFunctionID) = 0;
    virtual HRESULT STDMETHODCALLTYPE EnumModuleFrozenObjects(ModuleID moduleID, ICorProfilerObjectEnum** ppEnum) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetArrayObjectInfo(ObjectID objectId, ULONG32 cDimensions,
                                                         ULONG32* pDimensionSizes, int* pDimensionLowerBounds,
                                                         BYTE** ppData) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetBoxClassLayout(ClassID classId, ULONG32* pBufferOffset) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetThreadAppDomain(ThreadID threadId, AppDomainID* pAppDomainId) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetRVAStaticAddress(ClassID classId, mdFieldDef fieldToken, void** ppAddress) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetAppDomainStaticAddress(ClassID classId, mdFieldDef fieldToken,
                                                                AppDomainID appDomainId, void** ppAddress) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetThreadStaticAddress(ClassID classId, mdFieldDef fieldToken, ThreadID threadId,
                                                             void** ppAddress) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetContextStaticAddress(ClassID classId, mdFieldDef fieldToken,
                                                              ContextID contextId, void** ppAddress) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetStaticFieldInfo(ClassID classId, mdFieldDef fieldToken,
                                                         COR_PRF_STATIC_TYPE* pFieldInfo) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetGenerationBounds(ULONG cObjectRanges, ULONG* pcObjectRanges,
                                                          COR_PRF_GC_GENERATION_RANGE* ranges) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetObjectGeneration(ObjectID objectId, COR_PRF_GC_GENERATION_RANGE* range) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetNotifiedExceptionClauseInfo(COR_PRF_EX_CLAUSE_INFO* pinfo) = 0;
};

struct ICorProfilerInfo3 : ICorProfilerInfo2 {
    static constexpr GUID kIid = ParseGuid("B555ED4F-452A-4E54-8B39-B5360BAD32A0");

    virtual HRESULT STDMETHODCALLTYPE EnumJITedFunctions(ICorProfilerFunctionEnum** ppEnum) = 0;
    virtual HRESULT STDMETHODCALLTYPE RequestProfilerDetach(DWORD dwExpectedCompletionMilliseconds) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetFunctionIDMapper2(void* pFunc, void* clientData) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetStringLayout2(ULONG* pStringLengthOffset, ULONG* pBufferOffset) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetEnterLeaveFunctionHooks3(void* pFuncEnter3, void* pFuncLeave3,
                                                                  void* pFuncTailcall3) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetEnterLeaveFunctionHooks3WithInfo(void* pFuncEnter3WithInfo,
                                                                          void* pFuncLeave3WithInfo,
                                                                          void* pFuncTailcall3WithInfo) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetFunctionEnter3Info(FunctionID functionId, COR_PRF_ELT_INFO eltInfo,
                                                            COR_PRF_FRAME_INFO* pFrameInfo, ULONG* pcbArgumentInfo,
                                                            COR_PRF_FUNCTION_ARGUMENT_INFO* pArgumentInfo) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetFunctionLeave3Info(FunctionID functionId, COR_PRF_ELT_INFO eltInfo,
                                                            COR_PRF_FRAME_INFO* pFrameInfo,
                                                            COR_PRF_FUNCTION_ARGUMENT_RANGE* pRetvalRange) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetFunctionTailcall3Info(FunctionID functionId, COR_PRF_ELT_INFO eltInfo,
                                                               COR_PRF_FRAME_INFO* pFrameInfo) = 0;
    virtual HRESULT STDMETHODCALLTYPE EnumModules(ICorProfilerModuleEnum** ppEnum) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetRuntimeInformation(USHORT* pClrInstanceId, COR_PRF_RUNTIME_TYPE* pRuntimeType,
                                                            USHORT* pMajorVersion, USHORT* pMinorVersion,
                                                            USHORT* pBuildNumber, USHORT* pQFEVersion,
                                                            ULONG cchVersionString, ULONG* pcchVersionString,
                                                            WCHAR* szVersionString) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetThreadStaticAddress2(ClassID classId, mdFieldDef fieldToken,
                                                              AppDomainID appDomainId, ThreadID threadId,
                                                              void** ppAddress) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetAppDomainsContainingModule(ModuleID moduleId, ULONG32 cAppDomainIds,
                                                                    ULONG32* pcAppDomainIds,
                                                                    AppDomainID* appDomainIds) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetModuleInfo2(ModuleID moduleId, LPCBYTE* ppBaseLoadAddress, ULONG cchName,
                                                     ULONG* pcchName, WCHAR* szName, AssemblyID* pAssemblyId,
                                                     DWORD* pdwModuleFlags) = 0;
};

struct ICorProfilerInfo4 : ICorProfilerInfo3 {
    static constexpr GUID kIid = ParseGuid("0D8FDCAA-6257-47BF-B1BF-94DAC88466EE");

    virtual HRESULT STDMETHODCALLTYPE EnumThreads(ICorProfilerThreadEnum** ppEnum) = 0;
    virtual HRESULT STDMETHODCALLTYPE InitializeCurrentThread() = 0;
    virtual HRESULT STDMETHODCALLTYPE RequestReJIT(ULONG cFunctions, ModuleID* moduleIds, mdMethodDef* methodIds) = 0;
    virtual HRESULT STDMETHODCALLTYPE RequestRevert(ULONG cFunctions, ModuleID* moduleIds, mdMethodDef* methodIds,
                                                    HRESULT* status) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetCodeInfo3(FunctionID functionID, ReJITID reJitId, ULONG32 cCodeInfos,
                                                   ULONG32* pcCodeInfos, COR_PRF_CODE_INFO* codeInfos) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetFunctionFromIP2(LPCBYTE ip, FunctionID* pFunctionId, ReJITID* pReJitId) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetReJITIDs(FunctionID functionId, ULONG cReJitIds, ULONG* pcReJitIds,
                                                  ReJITID* reJitIds) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetILToNativeMapping2(FunctionID functionId, ReJITID reJitId, ULONG32 cMap,
                                                            ULONG32* pcMap, COR_DEBUG_IL_TO_NATIVE_MAP* map) = 0;
    virtual HRESULT STDMETHODCALLTYPE EnumJITedFunctions2(ICorProfilerFunctionEnum** ppEnum) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetObjectSize2(ObjectID objectId, SIZE_T* pcSize) = 0;
};

struct ICorProfilerInfo5 : ICorProfilerInfo4 {
    static constexpr GUID kIid = ParseGuid("07602928-CE38-4B83-81E7-74ADAF781214");

    virtual HRESULT STDMETHODCALLTYPE GetEventMask2(DWORD* pdwEventsLow, DWORD* pdwEventsHigh) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetEventMask2(DWORD dwEventsLow, DWORD dwEventsHigh) = 0;
};

struct ICorProfilerInfo6 : ICorProfilerInfo5 {
    static constexpr GUID kIid = ParseGuid("F30A070D-BFFB-46A7-B1D8-8781EF7B698A");

    virtual HRESULT STDMETHODCALLTYPE EnumNgenModuleMethodsInliningThisMethod(ModuleID inlinersModuleId,
                                                                              ModuleID inlineeModuleId,
                                                                              mdMethodDef inlineeMethodId,
                                                                              BOOL* incompleteData,
                                                                              ICorProfilerMethodEnum** ppEnum) = 0;
};

struct ICorProfilerInfo7 : ICorProfilerInfo6 {
    static constexpr GUID kIid = ParseGuid("9AEECC0D-63E0-4187-8C00-E312F503F663");

    virtual HRESULT STDMETHODCALLTYPE ApplyMetaData(ModuleID moduleId) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetInMemorySymbolsLength(ModuleID moduleId, DWORD* pCountSymbolBytes) = 0;
    virtual HRESULT STDMETHODCALLTYPE ReadInMemorySymbols(ModuleID moduleId, DWORD symbolsReadOffset,
                                                          BYTE* pSymbolBytes, DWORD countSymbolBytes,
                                                          DWORD* pCountSymbolBytesRead) = 0;
};

struct ICorProfilerInfo8 : ICorProfilerInfo7 {
    static constexpr GUID kIid = ParseGuid("C5AC80A6-782E-4716-8044-39598C60CFBF");

    virtual HRESULT STDMETHODCALLTYPE IsFunctionDynamic(FunctionID functionId, BOOL* isDynamic) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetFunctionFromIP3(LPCBYTE ip, FunctionID* functionId, ReJITID* pReJitId) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetDynamicFunctionInfo(FunctionID functionId, ModuleID* moduleId,
                                                             PCCOR_SIGNATURE* ppvSig, ULONG* pbSig, ULONG cchName,
                                                             ULONG* pcchName, WCHAR* wszName) = 0;
};

struct ICorProfilerInfo9 : ICorProfilerInfo8 {
    static constexpr GUID kIid = ParseGuid("008170DB-F8CC-4796-9A51-DC8AA0B47012");

    virtual HRESULT STDMETHODCALLTYPE GetNativeCodeStartAddresses(FunctionID functionID, ReJITID reJitId,
                                                                  ULONG32 cCodeStartAddresses,
                                                                  ULONG32* pcCodeStartAddresses,
                                                                  UINT_PTR* codeStartAddresses) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetILToNativeMapping3(UINT_PTR pNativeCodeStartAddress, ULONG32 cMap,
                                                            ULONG32* pcMap, COR_DEBUG_IL_TO_NATIVE_MAP* map) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetCodeInfo4(UINT_PTR pNativeCodeStartAddress, ULONG32 cCodeInfos,
                                                   ULONG32* pcCodeInfos, COR_PRF_CODE_INFO* codeInfos) = 0;
};

struct ICorProfilerInfo10 : ICorProfilerInfo9 {
    static constexpr GUID kIid = ParseGuid("2F1B5152-C869-40C9-AA5F-3ABE026BD720");

    virtual HRESULT STDMETHODCALLTYPE EnumerateObjectReferences(ObjectID objectId, void* callback,
                                                                void* clientData) = 0;
    virtual HRESULT STDMETHODCALLTYPE IsFrozenObject(ObjectID objectId, BOOL* pbFrozen) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetLOHObjectSizeThreshold(DWORD* pThreshold) = 0;
    virtual HRESULT STDMETHODCALLTYPE RequestReJITWithInliners(DWORD dwRejitFlags, ULONG cFunctions,
                                                               ModuleID* moduleIds, mdMethodDef* methodIds) = 0;
    virtual HRESULT STDMETHODCALLTYPE SuspendRuntime() = 0;
    virtual HRESULT STDMETHODCALLTYPE ResumeRuntime() = 0;
};

struct ICorProfilerInfo11 : ICorProfilerInfo10 {
    static constexpr GUID kIid = ParseGuid("06398876-8987-4154-B621-40A00D6E4D04");

    virtual HRESULT STDMETHODCALLTYPE GetEnvironmentVariable(const WCHAR* szName, ULONG cchValue, ULONG* pcchValue,
                                                             WCHAR* szValue) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetEnvironmentVariable(const WCHAR* szName, const WCHAR* szValue) = 0;
};

struct ICorProfilerInfo12 : ICorProfilerInfo11 {
    static constexpr GUID kIid = ParseGuid("27B24CCD-1CB1-47C5-96EE-98190DC30959");

    virtual HRESULT STDMETHODCALLTYPE EventPipeStartSession(UINT32 cProviderConfigs,
                                                            COR_PRF_EVENTPIPE_PROVIDER_CONFIG* pProviderConfigs,
                                                            BOOL requestRundown, EVENTPIPE_SESSION* pSession) = 0;
    virtual HRESULT STDMETHODCALLTYPE
    EventPipeAddProviderToSession(EVENTPIPE_SESSION session, COR_PRF_EVENTPIPE_PROVIDER_CONFIG providerConfig) = 0;
    virtual HRESULT STDMETHODCALLTYPE EventPipeStopSession(EVENTPIPE_SESSION session) = 0;
    virtual HRESULT STDMETHODCALLTYPE EventPipeCreateProvider(const WCHAR* providerName,
                                                              EVENTPIPE_PROVIDER* pProvider) = 0;
    virtual HRESULT STDMETHODCALLTYPE EventPipeGetProviderInfo(EVENTPIPE_PROVIDER provider, ULONG cchName,
                                                               ULONG* pcchName, WCHAR* providerName) = 0;
    virtual HRESULT STDMETHODCALLTYPE EventPipeDefineEvent(EVENTPIPE_PROVIDER provider, const WCHAR* eventName,
                                                           UINT32 eventID, UINT64 keywords, UINT32 eventVersion,
                                                           UINT32 level, UINT8 opcode, BOOL needStack,
                                                           UINT32 cParamDescs,
                                                           COR_PRF_EVENTPIPE_PARAM_DESC* pParamDescs,
                                                           EVENTPIPE_EVENT* pEvent) = 0;
    virtual HRESULT STDMETHODCALLTYPE EventPipeWriteEvent(EVENTPIPE_EVENT event, UINT32 cData, COR_PRF_EVENT_DATA* data,
                                                          LPCGUID pActivityId, LPCGUID pRelatedActivityId) = 0;
};

struct ICorProfilerInfo13 : ICorProfilerInfo12 {
    static constexpr GUID kIid = ParseGuid("6E6C7EE2-0701-4EC2-9D29-2E8733B66934");

    virtual HRESULT STDMETHODCALLTYPE CreateHandle(ObjectID object, COR_PRF_HANDLE_TYPE type,
                                                   ObjectHandleID* pHandle) = 0;
    virtual HRESULT STDMETHODCALLTYPE DestroyHandle(ObjectHandleID handle) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetObjectIDFromHandle(ObjectHandleID handle, ObjectID* pObject) = 0;
};

}  // namespace clrscope::abi
