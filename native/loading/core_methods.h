// The methods of the runtime's core library by which the tracker is loaded, found in its metadata by name and
// signature.
#pragma once

#include "abi/metadata.h"

namespace clrscope {

// Tokens in the core library; 0: there is none.
struct CoreMethods {
    abi::mdMethodDef startup = 0;         // void StartupHookProvider.ManagedStartup(char*, ...), which runs before Main
    abi::mdMethodDef hooksAreOn = 0;      // bool StartupHookProvider.IsSupported
    abi::mdMethodDef defaultContext = 0;  // AssemblyLoadContext AssemblyLoadContext.Default
    abi::mdMethodDef load = 0;            // Assembly AssemblyLoadContext.LoadFromAssemblyPath(string)
    abi::mdMethodDef newString = 0;       // string(char*)
    abi::mdMethodDef entryPoint = 0;      // MethodInfo Assembly.EntryPoint
    abi::mdMethodDef invoke = 0;          // object MethodBase.Invoke(object, object[])
    abi::mdTypeDef object = 0;            // System.Object

    static CoreMethods Find(abi::IMetaDataImport* metadata);
    // All that the start-up method is to use.
    bool CanLoad() const {
        return hooksAreOn != 0 && defaultContext != 0 && load != 0 && newString != 0 && entryPoint != 0 &&
               invoke != 0 && object != 0;
    }
};

}  // namespace clrscope
