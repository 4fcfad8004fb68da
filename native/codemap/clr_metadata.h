// What the CLR gives of a module's metadata. Asks the CLR: never from a signal handler.
#pragma once

#include <string>

#include "abi/com_ptr.h"
#include "abi/metadata.h"
#include "abi/profiler_info.h"

namespace clrscope {

// UTF-16 units that a buffer for a name has, with the closing NUL.
inline constexpr abi::ULONG kMaxName = 1024;

// What the runtime wrote into such a buffer; count includes the closing NUL.
std::string FromBuffer(const abi::WCHAR* text, abi::ULONG count);

// For reading; null if there is none.
abi::ComPtr<abi::IMetaDataImport> OpenMetadata(abi::ICorProfilerInfo9* info, abi::ModuleID module);

}  // namespace clrscope
