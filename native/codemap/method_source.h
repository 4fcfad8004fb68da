// Where facts about managed code come from: the CLR, or a fake in tests.
//
// Code of collectible assemblies and dynamic methods can be taken away at any moment, and the runtime gives no sign
// before which its structures would still be safe to read. So it is asked about such code in one place only: in the
// callback that announces it, on the thread that has just compiled it. Later questions are for code that stays.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "codemap/pe_image.h"
#include "segment/layout.h"

namespace clrscope {

// One native code version of a method.
struct MethodFacts {
    uint64_t functionId = 0;
    uint64_t moduleId = 0;  // 0: a dynamic method
    uint32_t token = 0;
    bool detailsRead = false;  // false: the code stays, so its details can be read when they are needed
    std::vector<layout::CodeRange> ranges;
    std::vector<layout::IlMapEntry> ilMap;  // detail
    std::string instantiation;              // detail; layout::MethodRecord
    std::string name;                       // "": to be read from the module's file by token
};

// What is journaled of a module's image if no file holds it (layout::ModulePart). Empty: there is none, or too much.
struct ModuleParts {
    PePlace metadata;
    std::vector<uint8_t> pdbReference;
    PePlace embeddedPdb;
};

// Copies of the same.
struct ModuleCopies {
    std::vector<uint8_t> metadata;
    std::vector<uint8_t> pdbReference;
    std::vector<uint8_t> embeddedPdb;
};

struct ModuleFacts {
    uint64_t moduleId = 0;
    uint64_t loadedNs = 0;
    uint64_t baseAddress = 0;
    uint64_t imageSize = 0;  // bytes mapped from baseAddress; 0: not mapped as an image, so without precompiled code
    uint32_t flags = 0;      // COR_PRF_MODULE_*
    uint8_t mvid[16] = {};
    std::string path;  // "": nothing on disk
    std::string assemblyName;
    ModuleCopies copies;  // of a module that can go and is not on disk
};

class MethodSource {
  public:
    virtual ~MethodSource() = default;
    // The method whose precompiled code covers pc. False: there is none, or it cannot be told now.
    virtual bool FindPrecompiled(uintptr_t pc, MethodFacts* facts) = 0;
    // What is journaled of a method besides where it lies. For code that stays.
    virtual void ReadDetails(MethodFacts* facts) = 0;
    // For a module that stays.
    virtual bool FindModule(uint64_t moduleId, ModuleFacts* facts) = 0;
    // Of a module that is not on disk: in the copies that were made when it was loaded, or, if it stays, in its image.
    virtual ModuleParts FindParts(const ModuleFacts& module) = 0;
};

}  // namespace clrscope
