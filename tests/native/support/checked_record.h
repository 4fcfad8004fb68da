// A ring record whose content tells whether it is whole.
#pragma once

#include <cstdint>

#include "segment/layout.h"
#include "segment/ring.h"

namespace clrscope::test {

struct CheckedRecord {
    layout::RecordHeader header;
    uint64_t sequence;
    uint32_t producer;
    uint32_t words;
    // words values follow, each Word(i).

    static uint32_t SizeFor(uint32_t words) {
        return static_cast<uint32_t>(sizeof(CheckedRecord) + words * sizeof(uint64_t));
    }

    uint64_t Word(uint32_t index) const { return (sequence * 1'000'003 + producer * 97 + index) * 0xD1B54A32D192ED03; }

    // False: the ring was full.
    static bool Append(Ring& ring, uint32_t producer, uint64_t sequence, uint32_t words) {
        Ring::Reservation place{};
        if (!ring.Reserve(SizeFor(words), &place)) return false;
        auto* record = reinterpret_cast<CheckedRecord*>(place.at);
        record->sequence = sequence;
        record->producer = producer;
        record->words = words;
        auto* payload = reinterpret_cast<uint64_t*>(record + 1);
        for (uint32_t i = 0; i < words; ++i) payload[i] = record->Word(i);
        ring.Commit(place, layout::RecordKind::Sample);
        return true;
    }

    bool IsWhole() const {
        if (SizeFor(words) > header.size || header.size - SizeFor(words) >= layout::kRecordAlignment) return false;
        const auto* payload = reinterpret_cast<const uint64_t*>(this + 1);
        for (uint32_t i = 0; i < words; ++i) {
            if (payload[i] != Word(i)) return false;
        }
        return true;
    }
};

}  // namespace clrscope::test
