#include "codemap/clr_type_names.h"

#include "abi/constants.h"
#include "codemap/clr_metadata.h"
#include "codemap/metadata_tables.h"

namespace clrscope {

using abi::Failed;

namespace {

constexpr abi::ULONG32 kMaxArguments = 16;
constexpr int kMaxDepth = 8;  // of generic arguments in generic arguments

}  // namespace

std::string ClrTypeNames::Instantiation(abi::FunctionID function) {
    abi::ClassID type = 0;
    abi::ModuleID module = 0;
    abi::mdToken token = 0;
    abi::ULONG32 methodCount = 0;
    abi::ClassID methodArguments[kMaxArguments];
    if (Failed(info_->GetFunctionInfo2(function, 0, &type, &module, &token, kMaxArguments, &methodCount,
                                       methodArguments))) {
        return "";
    }
    abi::ULONG32 typeCount = 0;
    abi::ClassID typeArguments[kMaxArguments];
    if (type != 0 &&
        Failed(info_->GetClassIDInfo2(type, nullptr, nullptr, nullptr, kMaxArguments, &typeCount, typeArguments))) {
        typeCount = 0;
    }
    if (typeCount == 0 && methodCount == 0) return "";
    if (typeCount > kMaxArguments || methodCount > kMaxArguments) return "";
    return Arguments(typeArguments, typeCount, 0) + "|" + Arguments(methodArguments, methodCount, 0);
}

std::string ClrTypeNames::Arguments(const abi::ClassID* types, abi::ULONG32 count, int depth) {
    std::string text;
    for (abi::ULONG32 i = 0; i < count; ++i) {
        if (i != 0) text += ",";
        text += Name(types[i], depth);
    }
    return text;
}

std::string ClrTypeNames::Name(abi::ClassID type, int depth) {
    // What has no name counts as shared: the reader then shows the parameter's.
    static constexpr const char* kUnknown = "System.__Canon";
    if (type == 0 || depth == kMaxDepth) return kUnknown;
    abi::CorElementType elementType{};
    abi::ClassID element = 0;
    abi::ULONG rank = 0;
    if (info_->IsArrayClass(type, &elementType, &element, &rank) == abi::S_OK) {
        return Name(element, depth + 1) + "[" + std::string(rank > 0 ? rank - 1 : 0, ',') + "]";
    }
    abi::ModuleID module = 0;
    abi::mdTypeDef token = 0;
    abi::ULONG32 count = 0;
    abi::ClassID arguments[kMaxArguments];
    if (Failed(info_->GetClassIDInfo2(type, &module, &token, nullptr, kMaxArguments, &count, arguments)) ||
        count > kMaxArguments) {
        return kUnknown;
    }
    const std::string name = DefinitionName(module, token);
    if (name.empty()) return kUnknown;
    return count == 0 ? name : name + "[" + Arguments(arguments, count, depth + 1) + "]";
}

std::string ClrTypeNames::DefinitionName(abi::ModuleID module, abi::mdTypeDef type) {
    const std::pair key(module, type);
    {
        std::lock_guard lock(mutex_);
        const auto known = known_.find(key);
        if (known != known_.end()) return known->second;
    }
    abi::LPCBYTE base = nullptr;
    abi::DWORD flags = 0;
    if (!Failed(info_->GetModuleInfo2(module, &base, 0, nullptr, nullptr, nullptr, &flags)) && base != nullptr) {
        const bool flat = (flags & abi::COR_PRF_MODULE_FLAT_LAYOUT) != 0;
        const std::string name = MetadataTables(reinterpret_cast<uintptr_t>(base), flat).TypeName(type, '+');
        if (!name.empty()) {
            // The id of a module that can go may come back as another's.
            if ((flags & abi::COR_PRF_MODULE_COLLECTIBLE) == 0) Remember(key, name);
            return name;
        }
    }
    const abi::ComPtr<abi::IMetaDataImport> metadata = OpenMetadata(info_, module);
    return metadata ? DefinitionName(metadata.Get(), type, '+') : "";
}

void ClrTypeNames::Remember(const std::pair<abi::ModuleID, abi::mdTypeDef>& type, const std::string& name) {
    std::lock_guard lock(mutex_);
    if (known_.size() == kMaxKnown) known_.clear();
    known_[type] = name;
}

std::string ClrTypeNames::DefinitionName(abi::IMetaDataImport* metadata, abi::mdTypeDef type, char separator) {
    abi::WCHAR text[kMaxName];
    abi::ULONG size = 0;
    abi::mdTypeDef outer = 0;
    if (Failed(metadata->GetTypeDefProps(type, text, kMaxName, &size, nullptr, nullptr))) return "";
    const std::string own = FromBuffer(text, size);
    if (Failed(metadata->GetNestedClassProps(type, &outer)) || outer == 0 || outer == type) return own;
    return DefinitionName(metadata, outer, separator) + separator + own;
}

}  // namespace clrscope
