// The committed records of a segment's journal, read back from its file.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <vector>

#include "segment/segment_file.h"

namespace clrscope::test {

struct JournalEntry {
    layout::JournalKind kind;
    std::vector<uint8_t> bytes;

    template <typename Record>
    Record As() const {
        Record record;
        std::memcpy(&record, bytes.data(), sizeof(record));
        return record;
    }

    // The string that starts offset bytes into the record.
    std::string StringAt(size_t offset) const {
        uint32_t size;
        std::memcpy(&size, bytes.data() + offset, sizeof(size));
        return std::string(reinterpret_cast<const char*>(bytes.data()) + offset + sizeof(size), size);
    }
};

inline std::vector<JournalEntry> ReadJournal(SegmentFile& segment) {
    segment.Journal().Flush();
    std::vector<uint8_t> bytes(segment.Producer()->journalCommitted.load(std::memory_order_acquire));
    const int fd = open(segment.Path().c_str(), O_RDONLY | O_CLOEXEC);
    const auto offset = static_cast<off_t>(layout::kRingOffset + segment.Ring().Size());
    const ssize_t got = pread(fd, bytes.data(), bytes.size(), offset);
    close(fd);
    std::vector<JournalEntry> entries;
    for (size_t at = 0; at < static_cast<size_t>(got);) {
        layout::JournalHeader header;
        std::memcpy(&header, bytes.data() + at, sizeof(header));
        entries.push_back(
            {header.kind,
             {bytes.begin() + static_cast<long>(at), bytes.begin() + static_cast<long>(at + header.size)}});
        at += header.size;
    }
    return entries;
}

// Those of one kind.
inline std::vector<JournalEntry> ReadJournal(SegmentFile& segment, layout::JournalKind kind) {
    std::vector<JournalEntry> entries = ReadJournal(segment);
    std::erase_if(entries, [&](const JournalEntry& entry) { return entry.kind != kind; });
    return entries;
}

}  // namespace clrscope::test
