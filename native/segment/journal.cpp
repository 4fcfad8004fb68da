#include "segment/journal.h"

#include <cstring>

#include "platform/file.h"

namespace clrscope {

JournalRecord& JournalRecord::String(std::string_view text) {
    const auto size = static_cast<uint32_t>(text.size());
    Bytes(&size, sizeof(size));
    return Bytes(text.data(), text.size());
}

JournalRecord& JournalRecord::Bytes(const void* data, size_t size) {
    const auto* first = static_cast<const uint8_t*>(data);
    bytes_.insert(bytes_.end(), first, first + size);
    return *this;
}

JournalRecord& JournalRecord::PadTo8() {
    bytes_.resize((bytes_.size() + 7) & ~size_t{7});
    return *this;
}

const std::vector<uint8_t>& JournalRecord::Finish() {
    PadTo8();
    const auto size = static_cast<uint32_t>(bytes_.size());
    std::memcpy(bytes_.data() + offsetof(layout::JournalHeader, size), &size, sizeof(size));
    return bytes_;
}

Journal::Journal(int fd, uint64_t offset, uint64_t limit, layout::Producer* producer, CounterPage counters)
    : fd_(fd), offset_(offset), limit_(limit), producer_(producer), counters_(counters) {}

void Journal::Append(JournalRecord record) {
    const std::vector<uint8_t>& bytes = record.Finish();
    std::lock_guard lock(mutex_);
    if (committed_ + buffer_.size() + bytes.size() > limit_) full_ = true;
    if (full_) {
        counters_.Add(layout::Counter::JournalDroppedRecords);
        return;
    }
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
    ++bufferedRecords_;
}

void Journal::Flush() {
    std::lock_guard lock(mutex_);
    if (buffer_.empty()) return;
    if (platform::WriteFully(fd_, buffer_.data(), buffer_.size(), offset_ + committed_)) {
        // Release: a reader that sees the new length sees the file's bytes up to it.
        committed_ += buffer_.size();
        producer_->journalCommitted.store(committed_, std::memory_order_release);
    } else {
        full_ = true;
        counters_.Add(layout::Counter::JournalDroppedRecords, bufferedRecords_);
    }
    buffer_.clear();
    bufferedRecords_ = 0;
}

}  // namespace clrscope
