#include "codemap/clr_method_source.h"

#include <algorithm>
#include <cstring>

#include "codemap/clr_metadata.h"
#include "codemap/metadata_tables.h"
#include "codemap/pe_image.h"
#include "codemap/pe_metadata.h"
#include "codemap/pe_pdb.h"
#include "platform/file.h"

namespace clrscope {

using abi::Failed;
using abi::Succeeded;

namespace {

constexpr abi::ULONG32 kMaxVersions = 64;  // native code versions of one method
constexpr abi::ULONG32 kMaxRanges = 8;
constexpr abi::ULONG32 kMaxIlMap = 8192;
// Bytes of each part of a module.
constexpr size_t kMaxPart = 16 << 20;
constexpr size_t kMaxCopiedPart = 1 << 20;  // of a module that can go: copied whether it is needed or not

// Modules that are not mapped as images, and those whose precompiled code the runtime does not use since they can go.
constexpr abi::DWORD kNoPrecompiledCode =
    abi::COR_PRF_MODULE_FLAT_LAYOUT | abi::COR_PRF_MODULE_DYNAMIC | abi::COR_PRF_MODULE_COLLECTIBLE;

bool Covers(const std::vector<layout::CodeRange>& ranges, uintptr_t pc) {
    for (const layout::CodeRange& range : ranges) {
        if (pc >= range.start && pc - range.start < range.size) return true;
    }
    return false;
}

bool IsCollectible(const ModuleFacts& module) {
    return (module.flags & abi::COR_PRF_MODULE_COLLECTIBLE) != 0;
}

bool IsFlat(const ModuleFacts& module) {
    return (module.flags & abi::COR_PRF_MODULE_FLAT_LAYOUT) != 0;
}

PePlace UpTo(size_t limit, const PePlace& place) {
    return place.size <= limit ? place : PePlace{};
}

PePlace FindMetadata(const ModuleFacts& module) {
    if (module.baseAddress == 0) return {};
    return UpTo(kMaxPart, FindPeMetadata(module.baseAddress, IsFlat(module)));
}

ModuleParts FindInImage(const ModuleFacts& module) {
    if (module.baseAddress == 0) return {};
    PePdb pdb = FindPePdb(module.baseAddress, IsFlat(module));
    return {FindMetadata(module), std::move(pdb.reference), UpTo(kMaxPart, pdb.embedded)};
}

ModuleCopies CopyImage(const ModuleFacts& module) {
    ModuleParts parts = FindInImage(module);
    return {Copy(parts.metadata, kMaxCopiedPart), std::move(parts.pdbReference),
            Copy(parts.embeddedPdb, kMaxCopiedPart)};
}

// Whether the agent will have a module's metadata: from its file, or from what is journaled of its image.
bool CanBeRead(const ModuleFacts& module) {
    if (!module.path.empty()) return true;
    return IsCollectible(module) ? !module.copies.metadata.empty() : FindMetadata(module).size != 0;
}

std::vector<layout::CodeRange> ToRanges(const abi::COR_PRF_CODE_INFO* infos, abi::ULONG32 count) {
    std::vector<layout::CodeRange> ranges;
    for (abi::ULONG32 i = 0; i < count; ++i) {
        if (infos[i].size != 0) ranges.push_back({infos[i].startAddress, infos[i].size});
    }
    return ranges;
}

}  // namespace

bool ClrMethodSource::FindPrecompiled(uintptr_t pc, MethodFacts* facts) {
    abi::FunctionID function = 0;
    abi::ReJITID version = 0;
    if (Failed(info_->GetFunctionFromIP3(reinterpret_cast<abi::LPCBYTE>(pc), &function, &version)) || function == 0) {
        return false;
    }
    for (MethodFacts& candidate : DescribeCompiled(function)) {
        if (!Covers(candidate.ranges, pc)) continue;
        *facts = std::move(candidate);
        return true;
    }
    return false;
}

std::vector<MethodFacts> ClrMethodSource::DescribeCompiled(abi::FunctionID function) {
    std::vector<MethodFacts> versions;
    MethodFacts common;
    abi::ModuleID module = 0;
    abi::mdToken token = 0;
    if (Failed(info_->GetFunctionInfo2(function, 0, nullptr, &module, &token, 0, nullptr, nullptr))) return versions;
    common.functionId = function;
    common.moduleId = module;
    common.token = token;
    if (MustBeNamed(module)) common.name = NameFromMetadata(module, token);

    abi::UINT_PTR starts[kMaxVersions];
    abi::ULONG32 count = 0;
    if (Failed(info_->GetNativeCodeStartAddresses(function, 0, kMaxVersions, &count, starts))) return versions;
    // While a collectible module is loaded, any method may be an instantiation over its types and go when it goes.
    bool stays;
    {
        std::lock_guard lock(mutex_);
        stays = collectible_.empty();
    }
    for (abi::ULONG32 i = 0; i < count && i < kMaxVersions; ++i) {
        MethodFacts version = common;
        if (!FindRanges(starts[i], &version) || version.ranges.empty()) continue;
        if (!stays) ReadDetails(&version);
        versions.push_back(std::move(version));
    }
    return versions;
}

bool ClrMethodSource::FindRanges(uintptr_t codeStart, MethodFacts* facts) {
    abi::COR_PRF_CODE_INFO infos[kMaxRanges];
    abi::ULONG32 count = 0;
    if (Failed(info_->GetCodeInfo4(codeStart, kMaxRanges, &count, infos))) return false;
    facts->ranges = ToRanges(infos, count < kMaxRanges ? count : kMaxRanges);
    return true;
}

void ClrMethodSource::ReadDetails(MethodFacts* facts) {
    facts->detailsRead = true;
    if (facts->moduleId != 0) facts->instantiation = types_.Instantiation(facts->functionId);
    const uintptr_t codeStart = facts->ranges.front().start;
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
    facts->detailsRead = true;  // there is no IL to map to
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
    if (Failed(
            info_->GetDynamicFunctionInfo(function, &module, &signature, &signatureSize, kMaxName, &nameSize, name))) {
        return "[dynamic method]";
    }
    const std::string text = FromBuffer(name, nameSize);
    return text.empty() ? "[dynamic method]" : text;
}

std::string ClrMethodSource::NameFromMetadata(abi::ModuleID module, abi::mdToken token) {
    const abi::ComPtr<abi::IMetaDataImport> metadata = OpenMetadata(info_, module);
    if (!metadata) return "";
    abi::mdTypeDef type = 0;
    abi::WCHAR name[kMaxName];
    abi::ULONG size = 0;
    if (Failed(metadata->GetMethodProps(token, &type, name, kMaxName, &size, nullptr, nullptr, nullptr, nullptr,
                                        nullptr))) {
        return "";
    }
    const std::string owner = types_.DefinitionName(metadata.Get(), type, '.');
    return owner.empty() ? FromBuffer(name, size) : owner + "." + FromBuffer(name, size);
}

bool ClrMethodSource::FindModule(uint64_t moduleId, ModuleFacts* facts) {
    facts->moduleId = moduleId;
    abi::WCHAR name[kMaxName];
    abi::ULONG size = 0;
    abi::LPCBYTE base = nullptr;
    abi::AssemblyID assembly = 0;
    if (Failed(info_->GetModuleInfo2(moduleId, &base, kMaxName, &size, name, &assembly, &facts->flags))) return false;
    facts->baseAddress = reinterpret_cast<uintptr_t>(base);
    if (base != nullptr && (facts->flags & kNoPrecompiledCode) == 0) {
        facts->imageSize = PeImage(facts->baseAddress, false).Size();
    }
    // A module loaded from memory, or out of a single-file bundle, has a name that is no file.
    const std::string path = FromBuffer(name, size);
    if (!path.empty() && path.front() == '/' && platform::IsReadable(path)) facts->path = path;
    abi::WCHAR assemblyName[kMaxName];
    abi::ULONG assemblySize = 0;
    if (Succeeded(info_->GetAssemblyInfo(assembly, kMaxName, &assemblySize, assemblyName, nullptr, nullptr))) {
        facts->assemblyName = FromBuffer(assemblyName, assemblySize);
    }
    if (base == nullptr || !MetadataTables(facts->baseAddress, IsFlat(*facts)).ReadMvid(facts->mvid)) AskForMvid(facts);
    return true;
}

// Of a module that is being made in memory.
void ClrMethodSource::AskForMvid(ModuleFacts* facts) {
    const abi::ComPtr<abi::IMetaDataImport> metadata = OpenMetadata(info_, facts->moduleId);
    abi::GUID mvid{};
    if (!metadata || Failed(metadata->GetScopeProps(nullptr, 0, nullptr, &mvid))) return;
    static_assert(sizeof(mvid) == sizeof(facts->mvid));
    std::memcpy(facts->mvid, &mvid, sizeof(mvid));
}

ModuleParts ClrMethodSource::FindParts(const ModuleFacts& module) {
    if (!IsCollectible(module)) return FindInImage(module);
    const ModuleCopies& copies = module.copies;
    return {PlaceOf(copies.metadata), copies.pdbReference, PlaceOf(copies.embeddedPdb)};
}

ModuleFacts ClrMethodSource::DescribeLoaded(abi::ModuleID module) {
    ModuleFacts facts;
    FindModule(module, &facts);
    if (facts.path.empty() && IsCollectible(facts)) facts.copies = CopyImage(facts);
    const bool canBeRead = CanBeRead(facts);
    std::lock_guard lock(mutex_);
    if (IsCollectible(facts)) collectible_.insert(module);
    if (!canBeRead) unreadable_.insert(module);
    return facts;
}

void ClrMethodSource::ForgetModule(abi::ModuleID module) {
    std::lock_guard lock(mutex_);
    collectible_.erase(module);
    unreadable_.erase(module);
}

bool ClrMethodSource::MustBeNamed(abi::ModuleID module) {
    std::lock_guard lock(mutex_);
    return unreadable_.count(module) != 0;
}

}  // namespace clrscope
