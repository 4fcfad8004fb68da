#include "codemap/clr_metadata.h"

#include <algorithm>

#include "codemap/text.h"

namespace clrscope {

std::string FromBuffer(const abi::WCHAR* text, abi::ULONG count) {
    count = std::min(count, kMaxName);
    return count > 1 ? ToUtf8({text, count - 1}) : "";
}

abi::ComPtr<abi::IMetaDataImport> OpenMetadata(abi::ICorProfilerInfo9* info, abi::ModuleID module) {
    constexpr abi::DWORD kOpenForReading = 0;
    abi::ComPtr<abi::IMetaDataImport> metadata;
    if (abi::Failed(info->GetModuleMetaData(module, kOpenForReading, abi::IMetaDataImport::kIid,
                                            reinterpret_cast<abi::IUnknown**>(metadata.Out())))) {
        return {};
    }
    return metadata;
}

}  // namespace clrscope
