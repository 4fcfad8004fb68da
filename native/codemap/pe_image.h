// A PE image that lies in memory. Whatever it holds is read without a fault; what is not mapped reads as zeros.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace clrscope {

// Bytes of an image, where they lie. Whoever reads them has to expect that they are not there any more.
struct PePlace {
    uintptr_t address = 0;
    size_t size = 0;  // 0: there are none
};

PePlace PlaceOf(const std::vector<uint8_t>& copy);

// Empty if they are not there, or more than limit.
std::vector<uint8_t> Copy(const PePlace& place, size_t limit);

class PeImage {
  public:
    struct Directory {
        uint32_t rva;
        uint32_t size;
    };

    // base: where it begins. flat: as in a file, else its sections lie at their addresses. Source of the format:
    // ECMA-335, II.25.
    PeImage(uintptr_t base, bool flat);

    // Bytes that it takes where its sections lie at their addresses.
    uint32_t Size() const;

    // One of the image's directories, by number. {0, 0}: it has none, or is no PE image.
    Directory FindDirectory(uint32_t number) const;

    // The CLI header. 0: it has none, or is no PE image.
    uint64_t CliHeader() const;

    // Where what has a relative virtual address lies in this layout; 0: nowhere.
    uint64_t Offset(uint32_t rva) const;

    // False: it is not all there.
    bool Read(uint64_t offset, void* to, size_t size) const;
    // Text that ends with a zero or after so many bytes; "" if it is not all there.
    std::string ReadText(uint64_t offset, uint32_t size) const;

    template <typename T>
    T Read(uint64_t offset) const {
        T value{};
        return Read(offset, &value, sizeof(value)) ? value : T{};
    }

  private:
    uintptr_t base_;
    bool flat_;
    uint64_t pe_;
};

}  // namespace clrscope
