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

// A type's method whose signature begins so: convention, number of parameters, type of the result and of the first
// parameters. 0 if there is none.
abi::mdMethodDef FindMethod(abi::IMetaDataImport* metadata, abi::LPCWSTR typeName, abi::LPCWSTR name,
                            std::initializer_list<uint8_t> signatureBegin) {
    abi::mdTypeDef type = 0;
    if (Failed(metadata->FindTypeDefByName(typeName, 0, &type))) return 0;
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
    constexpr abi::LPCWSTR kLoadContext = u"System.Runtime.Loader.AssemblyLoadContext";
    constexpr abi::LPCWSTR kHookProvider = u"System.StartupHookProvider";
    CoreMethods core;
    // Were there two, then the one for native callers, with a place for an exception, would call the other.
    for (const uint8_t parameters : {uint8_t{2}, uint8_t{1}}) {
        if (core.startup != 0) break;
        core.startup = FindMethod(metadata, kHookProvider, u"ManagedStartup", {0, parameters, kVoid, kPointer, kChar});
    }
    core.hooksAreOn = FindMethod(metadata, kHookProvider, u"get_IsSupported", {0, 0});
    core.defaultContext = FindMethod(metadata, kLoadContext, u"get_Default", {0, 0});
    core.load = FindMethod(metadata, kLoadContext, u"LoadFromAssemblyPath", {kHasThis, 1});
    core.newString = FindMethod(metadata, u"System.String", u".ctor", {kHasThis, 1, kVoid, kPointer, kChar});
    core.entryPoint = FindMethod(metadata, u"System.Reflection.Assembly", u"get_EntryPoint", {kHasThis, 0});
    core.invoke = FindMethod(metadata, u"System.Reflection.MethodBase", u"Invoke", {kHasThis, 2});
    if (Failed(metadata->FindTypeDefByName(u"System.Object", 0, &core.object))) core.object = 0;
    return core;
}

}  // namespace clrscope
