#include "codemap/clr_method_source.h"

#include <cstring>

#include "abi/metadata.h"
#include "codemap/text.h"
#include "platform/file.h"

namespace clrscope {

using abi::Failed;
using abi::Succeeded;

namespace {

constexpr abi::ULONG32 kMaxVersions = 64;  // native code versions of one method
constexpr abi::ULONG32 kMaxRanges = 8;
constexpr abi::ULONG32 kMaxIlMap = 8192;
constexpr abi::ULONG kMaxName = 1024;
constexpr abi::DWORD kOpenForReading = 0;

bool Covers(const std::vector<layout::CodeRange>& ranges, uintptr_t pc) {
    for (const layout::CodeRange& range : ranges) {
        if (pc >= range.start && pc - range.start < range.size) return true;
    }
    return false;
}

std::vector<layout::CodeRange> ToRanges(const abi::COR_PRF_CODE_INFO* infos, abi::ULONG32 count) {
    std::vector<layout::CodeRange> ranges;
    for (abi::ULONG32 i = 0; i < count; ++i) {
        if (infos[i].size != 0) ranges.push_back({infos[i].startAddress, infos[i].size});
    }
    return ranges;
}

// What the runtime wrote into a buffer; count includes the closing NUL.
std::string FromBuffer(const abi::WCHAR* text, abi::ULONG count) {
    if (count > kMaxName) count = kMaxName;
    return count > 1 ? ToUtf8({text, count - 1}) : "";
}

std::string TypeName(abi::IMetaDataImport* metadata, abi::mdTypeDef type) {
    abi::WCHAR name[kMaxName];
    abi::ULONG size = 0;
    abi::mdTypeDef outer = 0;
    if (Failed(metadata->GetTypeDefProps(type, name, kMaxName, &size, nullptr, nullptr))) return "";
    const std::string own = FromBuffer(name, size);
    if (Failed(metadata->GetNestedClassProps(type, &outer)) || outer == 0 || outer == type) return own;
    return TypeName(metadata, outer) + "." + own;
}

}  // namespace

uint64_t ClrMethodSource::FunctionAt(uintptr_t pc) {
    abi::FunctionID function = 0;
    abi::ReJITID version = 0;
    const bool found = Succeeded(info_->GetFunctionFromIP3(reinterpret_cast<abi::LPCBYTE>(pc), &function, &version));
    return found ? function : 0;
}

bool ClrMethodSource::FindMethod(uintptr_t pc, MethodFacts* facts) {
    abi::FunctionID function = 0;
    abi::ReJITID version = 0;
    if (Failed(info_->GetFunctionFromIP3(reinterpret_cast<abi::LPCBYTE>(pc), &function, &version)) || function == 0) {
        return false;
    }
    abi::BOOL dynamic = 0;
    if (Succeeded(info_->IsFunctionDynamic(function, &dynamic)) && dynamic != 0) {
        return DescribeDynamic(function, facts) && Covers(facts->ranges, pc);
    }
    abi::ModuleID module = 0;
    abi::mdToken token = 0;
    if (Failed(info_->GetFunctionInfo2(function, 0, nullptr, &module, &token, 0, nullptr, nullptr))) return false;
    facts->functionId = function;
    facts->moduleId = module;
    facts->token = token;

    abi::UINT_PTR starts[kMaxVersions];
    abi::ULONG32 count = 0;
    if (Failed(info_->GetNativeCodeStartAddresses(function, version, kMaxVersions, &count, starts))) return false;
    for (abi::ULONG32 i = 0; i < count && i < kMaxVersions; ++i) {
        if (!FindRanges(starts[i], facts) || !Covers(facts->ranges, pc)) continue;
        ReadIlMap(starts[i], facts);
        ModuleFacts moduleFacts;
        if (ModulePath(module, &moduleFacts).empty()) facts->name = NameFromMetadata(module, token);
        return true;
    }
    return false;
}

bool ClrMethodSource::FindRanges(uintptr_t codeStart, MethodFacts* facts) {
    abi::COR_PRF_CODE_INFO infos[kMaxRanges];
    abi::ULONG32 count = 0;
    if (Failed(info_->GetCodeInfo4(codeStart, kMaxRanges, &count, infos))) return false;
    facts->ranges = ToRanges(infos, count < kMaxRanges ? count : kMaxRanges);
    return true;
}

void ClrMethodSource::ReadIlMap(uintptr_t codeStart, MethodFacts* facts) {
    abi::ULONG32 count = 0;
    if (Failed(info_->GetILToNativeMapping3(codeStart, 0, &count, nullptr)) || count == 0 || count > kMaxIlMap) return;
    std::vector<abi::COR_DEBUG_IL_TO_NATIVE_MAP> map(count);
    if (Failed(info_->GetILToNativeMapping3(codeStart, count, &count, map.data()))) return;
    map.resize(std::min<size_t>(count, map.size()));
    static_assert(sizeof(abi::COR_DEBUG_IL_TO_NATIVE_MAP) == sizeof(layout::IlMapEntry));
    facts->ilMap.resize(map.size());
    std::memcpy(facts->ilMap.data(), map.data(), map.size() * sizeof(layout::IlMapEntry));
}

bool ClrMethodSource::DescribeDynamic(abi::FunctionID function, MethodFacts* facts) {
    abi::COR_PRF_CODE_INFO infos[kMaxRanges];
    abi::ULONG32 count = 0;
    if (Failed(info_->GetCodeInfo2(function, kMaxRanges, &count, infos))) return false;
    facts->functionId = function;
    facts->ranges = ToRanges(infos, count < kMaxRanges ? count : kMaxRanges);
    facts->name = DynamicName(function);
    return !facts->ranges.empty();
}

std::string ClrMethodSource::DynamicName(abi::FunctionID function) {
    abi::ModuleID module = 0;
    abi::PCCOR_SIGNATURE signature = nullptr;
    abi::ULONG signatureSize = 0;
    abi::ULONG nameSize = 0;
    abi::WCHAR name[kMaxName];
    if (Failed(info_->GetDynamicFunctionInfo(function, &module, &signature, &signatureSize, kMaxName, &nameSize, name))) {
        return "[dynamic method]";
    }
    const std::string text = FromBuffer(name, nameSize);
    return text.empty() ? "[dynamic method]" : text;
}

std::string ClrMethodSource::NameFromMetadata(abi::ModuleID module, abi::mdToken token) {
    abi::ComPtr<abi::IMetaDataImport> metadata;
    if (Failed(info_->GetModuleMetaData(module, kOpenForReading, abi::IMetaDataImport::kIid,
                                        reinterpret_cast<abi::IUnknown**>(metadata.Out()))) ||
        !metadata) {
        return "";
    }
    abi::mdTypeDef type = 0;
    abi::WCHAR name[kMaxName];
    abi::ULONG size = 0;
    if (Failed(metadata->GetMethodProps(token, &type, name, kMaxName, &size, nullptr, nullptr, nullptr, nullptr, nullptr))) {
        return "";
    }
    const std::string owner = TypeName(metadata.Get(), type);
    return owner.empty() ? FromBuffer(name, size) : owner + "." + FromBuffer(name, size);
}

// The module's path, "" where no such file is on disk (loaded from memory, or inside a single-file bundle).
std::string ClrMethodSource::ModulePath(abi::ModuleID module, ModuleFacts* facts) {
    abi::WCHAR name[kMaxName];
    abi::ULONG size = 0;
    abi::LPCBYTE base = nullptr;
    abi::AssemblyID assembly = 0;
    if (Failed(info_->GetModuleInfo2(module, &base, kMaxName, &size, name, &assembly, &facts->flags))) return "";
    facts->baseAddress = reinterpret_cast<uintptr_t>(base);
    abi::WCHAR assemblyName[kMaxName];
    abi::ULONG assemblySize = 0;
    if (Succeeded(info_->GetAssemblyInfo(assembly, kMaxName, &assemblySize, assemblyName, nullptr, nullptr))) {
        facts->assemblyName = FromBuffer(assemblyName, assemblySize);
    }
    const std::string path = FromBuffer(name, size);
    return !path.empty() && path.front() == '/' && platform::IsReadable(path) ? path : "";
}

bool ClrMethodSource::FindModule(uint64_t moduleId, ModuleFacts* facts) {
    facts->path = ModulePath(moduleId, facts);
    abi::ComPtr<abi::IMetaDataImport> metadata;
    if (Failed(info_->GetModuleMetaData(moduleId, kOpenForReading, abi::IMetaDataImport::kIid,
                                        reinterpret_cast<abi::IUnknown**>(metadata.Out()))) ||
        !metadata) {
        return true;
    }
    abi::GUID mvid{};
    if (Succeeded(metadata->GetScopeProps(nullptr, 0, nullptr, &mvid))) {
        static_assert(sizeof(mvid) == sizeof(facts->mvid));
        std::memcpy(facts->mvid, &mvid, sizeof(mvid));
    }
    return true;
}

}  // namespace clrscope
