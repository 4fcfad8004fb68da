// The native libraries: journaled, and their unwind data given to the walks. Used by the learner's thread alone.
#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include "platform/libraries.h"
#include "segment/journal.h"
#include "unwind/code_tables.h"

namespace clrscope {

class LibraryMap {
  public:
    LibraryMap(Journal* journal, unwind::CodeTables* tables) : journal_(journal), tables_(tables) {}

    bool Covers(uintptr_t pc) const;
    // Compares with the dynamic linker's list, if that has changed, and journals what came and went. Also makes
    // look-ups quick in a library in which much code has been looked for.
    void Refresh();

  private:
    struct Library {
        platform::LoadedLibrary loaded;
        std::shared_ptr<const unwind::NativeCode> code;  // null: none, or not read yet
        bool read = false;
        bool searched = false;  // for the runtime's stub
    };

    void ReadUnwindData();
    void FindRuntime();
    void CompileWanted();
    void Publish();

    Journal* journal_;
    unwind::CodeTables* tables_;
    uint64_t generation_ = 0;
    std::map<uintptr_t, Library> byStart_;
};

}  // namespace clrscope
