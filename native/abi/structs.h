// The structures that cross the profiling and metadata interfaces.
#pragma once

#include "abi/tokens.h"
#include "abi/types.h"

namespace clrscope::abi {

struct COR_PRF_CODE_INFO {
    UINT_PTR startAddress;
    SIZE_T size;
};

struct COR_PRF_FUNCTION {
    FunctionID functionId;
    ReJITID reJitId;
};

struct COR_PRF_METHOD {
    ModuleID moduleId;
    mdMethodDef methodId;
};

struct COR_DEBUG_IL_TO_NATIVE_MAP {
    ULONG32 ilOffset;  // or one of the special offsets below
    ULONG32 nativeStartOffset;
    ULONG32 nativeEndOffset;
};

inline constexpr ULONG32 kIlOffsetNoMapping = 0xFFFFFFFF;
inline constexpr ULONG32 kIlOffsetProlog = 0xFFFFFFFE;
inline constexpr ULONG32 kIlOffsetEpilog = 0xFFFFFFFD;

struct COR_PRF_EVENTPIPE_PROVIDER_CONFIG {
    const WCHAR* providerName;
    UINT64 keywords;
    UINT32 loggingLevel;
    const WCHAR* filterData;
};

struct COR_PRF_EVENTPIPE_PARAM_DESC {
    UINT32 type;
    UINT32 elementType;
    const WCHAR* name;
};

struct COR_PRF_EVENT_DATA {
    UINT64 ptr;
    UINT32 size;
    UINT32 reserved;
};

// Passed by pointer only, through calls that nothing of ours makes.
struct COR_FIELD_OFFSET;
struct COR_IL_MAP;
struct COR_PRF_ASSEMBLY_REFERENCE_INFO;
struct COR_PRF_EX_CLAUSE_INFO;
struct COR_PRF_FUNCTION_ARGUMENT_INFO;
struct COR_PRF_FUNCTION_ARGUMENT_RANGE;
struct COR_PRF_GC_GENERATION_RANGE;

// Called by DoStackSnapshot for each frame; functionId is 0 for a run of unmanaged frames. S_FALSE ends the walk.
using StackSnapshotCallback = HRESULT STDMETHODCALLTYPE(FunctionID functionId, UINT_PTR ip,
                                                        COR_PRF_FRAME_INFO frameInfo, ULONG32 contextSize,
                                                        BYTE* context, void* clientData);

}  // namespace clrscope::abi
