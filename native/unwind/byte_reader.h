// Reads numbers out of a copy of a library's memory. Beyond its end everything is 0, and Failed() says so.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>

namespace clrscope::unwind {

class ByteReader {
  public:
    // bytes lie at address in the library.
    ByteReader(std::span<const uint8_t> bytes, uintptr_t address) : bytes_(bytes), address_(address) {}

    bool Failed() const { return failed_; }
    bool AtEnd() const { return failed_ || at_ == bytes_.size(); }
    uintptr_t Address() const { return address_ + at_; }
    size_t Left() const { return failed_ ? 0 : bytes_.size() - at_; }

    template <typename T>
    T Read() {
        T value{};
        if (Left() < sizeof(T)) {
            failed_ = true;
            return value;
        }
        memcpy(&value, bytes_.data() + at_, sizeof(T));
        at_ += sizeof(T);
        return value;
    }

    uint64_t Uleb() {
        uint64_t value = 0;
        for (uint32_t shift = 0;; shift += 7) {
            const auto byte = Read<uint8_t>();
            if (shift < 64) value |= uint64_t{byte & 0x7Fu} << shift;
            if ((byte & 0x80) == 0) return value;
        }
    }

    int64_t Sleb() {
        uint64_t value = 0;
        for (uint32_t shift = 0;;) {
            const auto byte = Read<uint8_t>();
            if (shift < 64) value |= uint64_t{byte & 0x7Fu} << shift;
            shift += 7;
            if ((byte & 0x80) != 0) continue;
            if (shift < 64 && (byte & 0x40) != 0) value |= ~uint64_t{0} << shift;
            return static_cast<int64_t>(value);
        }
    }

    void Skip(uint64_t count) {
        if (count > Left()) {
            failed_ = true;
        } else {
            at_ += static_cast<size_t>(count);
        }
    }

    // The next count bytes, fewer if there are no more.
    ByteReader Part(uint64_t count) {
        const uintptr_t address = Address();
        const size_t size = count < Left() ? static_cast<size_t>(count) : Left();
        ByteReader part(bytes_.subspan(failed_ ? 0 : at_, size), address);
        Skip(count);
        return part;
    }

    std::span<const uint8_t> Rest() const { return failed_ ? std::span<const uint8_t>() : bytes_.subspan(at_); }

  private:
    std::span<const uint8_t> bytes_;
    uintptr_t address_;
    size_t at_ = 0;
    bool failed_ = false;
};

}  // namespace clrscope::unwind
