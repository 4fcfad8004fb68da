// The journal's writer: facts that samples refer to, appended and never lost while there is room.
//
// Written with pwrite, not through a mapping: a full disk is then an error code here and not a SIGBUS in the
// application. Never called from a signal handler.
#pragma once

#include <cstdint>
#include <mutex>
#include <string_view>
#include <vector>

#include "segment/counters.h"
#include "segment/layout.h"

namespace clrscope {

// Builds one record: the fixed part, then arrays and strings in the order that layout.h names.
class JournalRecord {
  public:
    template <typename Fixed>
    explicit JournalRecord(const Fixed& fixed) {
        Bytes(&fixed, sizeof(fixed));
    }
    JournalRecord& String(std::string_view text);
    JournalRecord& Bytes(const void* data, size_t size);
    JournalRecord& PadTo8();

    const std::vector<uint8_t>& Finish();

  private:
    std::vector<uint8_t> bytes_;
};

class Journal {
  public:
    // fd stays the caller's. offset: where in the file the journal begins; limit: bytes that it may grow to.
    Journal(int fd, uint64_t offset, uint64_t limit, layout::Producer* producer, CounterPage counters);

    // Buffers a record; Flush makes it visible.
    void Append(JournalRecord record);
    // Writes what is buffered and publishes its end. After an error (disk full, limit) the journal stays as long as it
    // is and further records are counted as dropped.
    void Flush();

  private:
    std::mutex mutex_;
    int fd_;
    uint64_t offset_;
    uint64_t limit_;
    layout::Producer* producer_;
    CounterPage counters_;
    uint64_t committed_ = 0;  // our own copy: the page is writable by the agent
    std::vector<uint8_t> buffer_;
    uint64_t bufferedRecords_ = 0;
    bool full_ = false;
};

}  // namespace clrscope
