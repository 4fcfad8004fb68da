// A managed module with one section, in either layout.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

namespace clrscope::test {

class MadeUpModule {
  public:
    static constexpr uint32_t kRva = 0x2000;  // of the section
    static constexpr uint32_t kRaw = 0x400;   // where it lies in a file

    // flat: as in a file, else the section lies at its address. wide: in the format with addresses of 64 bits.
    explicit MadeUpModule(bool flat, bool wide = true) : flat_(flat), wide_(wide), bytes_(0x3000) {
        Put<uint32_t>(0x3C, kPe);
        Put<uint32_t>(kPe, 0x4550);
        Put<uint16_t>(kPe + 6, 1);
        Put<uint16_t>(kPe + 20, kOptionalSize);
        Put<uint16_t>(kOptional, wide ? 0x20B : 0x10B);
        Put<uint32_t>(kSection, 0x1000);
        Put<uint32_t>(kSection + 4, kRva);
        Put<uint32_t>(kSection + 8, 0x1000);
        Put<uint32_t>(kSection + 12, kRaw);
    }

    uintptr_t Base() const { return reinterpret_cast<uintptr_t>(bytes_.data()); }
    bool IsFlat() const { return flat_; }

    // Where the section's content lies, and where one of the directories does.
    uint32_t Section() const { return flat_ ? kRaw : kRva; }
    uint32_t Directory(uint32_t number) const { return kOptional + (wide_ ? 112 : 96) + number * 8; }

    template <typename T>
    void Put(size_t at, T value) {
        std::memcpy(bytes_.data() + at, &value, sizeof(value));
    }

  private:
    static constexpr uint32_t kPe = 0x80;
    static constexpr uint32_t kOptional = kPe + 24;
    static constexpr uint32_t kOptionalSize = 240;
    static constexpr uint32_t kSection = kOptional + kOptionalSize + 8;

    bool flat_;
    bool wide_;
    std::vector<uint8_t> bytes_;
};

}  // namespace clrscope::test
