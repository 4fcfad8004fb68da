#include "loading/core_methods.h"

#include <algorithm>
#include <initializer_list>
#include <span>

namespace clrscope {

using abi::Failed;

namespace {

constexpr abi::ULONG kMaxMethods = 32;  // of one name

// A signature's parts (ECMA-335, II.23.2.1). What they do not say is not looked at.
constexpr uint8_t kHasThis = 0x20;
constexpr uint8_t kVoid = 0x01;
constexpr uint8_t kChar = 0x03;
constexpr uint8_t kPointer = 0x0F;

abi::mdTypeDef FindType(abi::IMetaDataImport* metadata, abi::LPCWSTR name) {
    abi::mdTypeDef type = 0;
    return Failed(metadata->FindTypeDefByName(name, 0, &type)) ? 0 : type;
}

// A type's method whose signature begins so: convention, number of parameters, type of the result and of the first
// parameters. 0 if there is none, or no such type.
abi::mdMethodDef FindMethod(abi::IMetaDataImport* metadata, abi::mdTypeDef type, abi::LPCWSTR name,
                            std::initializer_list<uint8_t> signatureBegin) {
    if (type == 0) return 0;
    abi::mdMethodDef methods[kMaxMethods] = {};
    abi::ULONG count = 0;
    abi::HCORENUM all = nullptr;
    if (Failed(metadata->EnumMethodsWithName(&all, type, name, methods, kMaxMethods, &count))) count = 0;
    metadata->CloseEnum(all);
    for (const abi::mdMethodDef method : std::span(methods, count)) {
        abi::PCCOR_SIGNATURE signature = nullptr;
        abi::ULONG size = 0;
        if (Failed(metadata->GetMethodProps(method, nullptr, nullptr, 0, nullptr, nullptr, &signature, &size, nullptr,
                                            nullptr))) {
            continue;
        }
        if (size >= signatureBegin.size() && std::equal(signatureBegin.begin(), signatureBegin.end(), signature)) {
            return method;
        }
    }
    return 0;
}

}  // namespace

CoreMethods CoreMethods::Find(abi::IMetaDataImport* metadata) {
    const abi::mdTypeDef hooks = FindType(metadata, u"System.StartupHookProvider");
    const abi::mdTypeDef context = FindType(metadata, u"System.Runtime.Loader.AssemblyLoadContext");
    const abi::mdTypeDef string = FindType(metadata, u"System.String");
    const abi::mdTypeDef assembly = FindType(metadata, u"System.Reflection.Assembly");
    const abi::mdTypeDef method = FindType(metadata, u"System.Reflection.MethodBase");
    CoreMethods core;
    // Were there two, then the one for native callers, with a place for an exception, would call the other.
    core.startup = FindMethod(metadata, hooks, u"ManagedStartup", {0, 2, kVoid, kPointer, kChar});
    if (core.startup == 0) {
        core.startup = FindMethod(metadata, hooks, u"ManagedStartup", {0, 1, kVoid, kPointer, kChar});
    }
    core.hooksAreOn = FindMethod(metadata, hooks, u"get_IsSupported", {0, 0});
    core.defaultContext = FindMethod(metadata, context, u"get_Default", {0, 0});
    core.load = FindMethod(metadata, context, u"LoadFromAssemblyPath", {kHasThis, 1});
    core.newString = FindMethod(metadata, string, u".ctor", {kHasThis, 1, kVoid, kPointer, kChar});
    core.entryPoint = FindMethod(metadata, assembly, u"get_EntryPoint", {kHasThis, 0});
    core.invoke = FindMethod(metadata, method, u"Invoke", {kHasThis, 2});
    core.object = FindType(metadata, u"System.Object");
    return core;
}

}  // namespace clrscope
