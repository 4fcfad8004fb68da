// Where facts about managed code come from: the CLR, or a fake in tests.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "segment/layout.h"

namespace clrscope {

struct MethodFacts {
    uint64_t functionId = 0;
    uint64_t moduleId = 0;  // 0: a dynamic method
    uint32_t token = 0;
    std::vector<layout::CodeRange> ranges;
    std::vector<layout::IlMapEntry> ilMap;
    std::string name;  // "": to be read from the module's file by token
};

struct ModuleFacts {
    uint64_t baseAddress = 0;
    uint32_t flags = 0;  // COR_PRF_MODULE_*
    uint8_t mvid[16] = {};
    std::string path;  // "": nothing on disk
    std::string assemblyName;
};

class MethodSource {
  public:
    virtual ~MethodSource() = default;
    // The method version whose code covers pc. False: no managed code there, or it cannot be told now.
    virtual bool FindMethod(uintptr_t pc, MethodFacts* facts) = 0;
    // Just the id of that method, or 0.
    virtual uint64_t FunctionAt(uintptr_t pc) = 0;
    virtual bool FindModule(uint64_t moduleId, ModuleFacts* facts) = 0;
};

}  // namespace clrscope
