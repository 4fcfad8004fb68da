// The base types of the CLR profiling interfaces. They keep the names under which the runtime documents them, so this
// header and the system's <windows.h> cannot meet in one translation unit.
#pragma once

#include <cstddef>
#include <cstdint>

#include "abi/guid.h"

#if defined(_WIN32)
#define STDMETHODCALLTYPE __stdcall
#else
#define STDMETHODCALLTYPE
#endif

namespace clrscope::abi {

using HRESULT = int32_t;
using BOOL = int32_t;
using BYTE = uint8_t;
using USHORT = uint16_t;
using UINT = uint32_t;
using ULONG = uint32_t;
using ULONG32 = uint32_t;
using DWORD = uint32_t;
using UINT8 = uint8_t;
using UINT32 = uint32_t;
using UINT64 = uint64_t;
using UINT_PTR = uintptr_t;
using SIZE_T = size_t;
using WCHAR = char16_t;  // 16 bits everywhere
using LPWSTR = WCHAR*;
using LPCWSTR = const WCHAR*;
using LPCBYTE = const BYTE*;
using PVOID = void*;
using HANDLE = void*;

// Ids are opaque and pointer-sized.
using AppDomainID = UINT_PTR;
using AssemblyID = UINT_PTR;
using ClassID = UINT_PTR;
using ContextID = UINT_PTR;
using FunctionID = UINT_PTR;
using GCHandleID = UINT_PTR;
using ModuleID = UINT_PTR;
using ObjectHandleID = UINT_PTR;
using ObjectID = UINT_PTR;
using ProcessID = UINT_PTR;
using ReJITID = UINT_PTR;
using ThreadID = UINT_PTR;
using COR_PRF_ELT_INFO = UINT_PTR;
using COR_PRF_FRAME_INFO = UINT_PTR;
using EVENTPIPE_PROVIDER = UINT_PTR;
using EVENTPIPE_EVENT = UINT_PTR;
using EVENTPIPE_SESSION = UINT64;

inline constexpr HRESULT Hresult(uint32_t bits) {
    return static_cast<HRESULT>(bits);
}
inline constexpr bool Succeeded(HRESULT result) {
    return result >= 0;
}
inline constexpr bool Failed(HRESULT result) {
    return result < 0;
}

inline constexpr HRESULT S_OK = 0;
inline constexpr HRESULT S_FALSE = 1;
inline constexpr HRESULT E_NOTIMPL = Hresult(0x80004001);
inline constexpr HRESULT E_NOINTERFACE = Hresult(0x80004002);
inline constexpr HRESULT E_POINTER = Hresult(0x80004003);
inline constexpr HRESULT E_FAIL = Hresult(0x80004005);
inline constexpr HRESULT E_OUTOFMEMORY = Hresult(0x8007000E);
inline constexpr HRESULT CLASS_E_NOAGGREGATION = Hresult(0x80040110);
inline constexpr HRESULT CLASS_E_CLASSNOTAVAILABLE = Hresult(0x80040111);
inline constexpr HRESULT CORPROF_E_UNSUPPORTED_CALL_SEQUENCE = Hresult(0x80131363);
inline constexpr HRESULT CORPROF_E_PROFILER_CANCEL_ACTIVATION = Hresult(0x80131375);

}  // namespace clrscope::abi
