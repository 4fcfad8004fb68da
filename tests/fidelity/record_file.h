// The file of one process's slots.
#pragma once

#include <string>

#include "record.h"

namespace clrscope::fidelity {

class RecordFile {
  public:
    // Creates DIRECTORY/<pid>.records. Null if that fails.
    static RecordFile* Create(const std::string& directory);

    // Async-signal-safe. Null: the file is full.
    Slot* Take();
    FileHeader* Header() { return header_; }
    // Slots that have been taken and exist.
    uint64_t Count() const;
    Slot* At(uint64_t index);

  private:
    explicit RecordFile(std::byte* base) : header_(reinterpret_cast<FileHeader*>(base)), slots_(base + kHeaderSize) {}

    FileHeader* header_;
    std::byte* slots_;
};

}  // namespace clrscope::fidelity
