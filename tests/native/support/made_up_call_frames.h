// Builds the .eh_frame and .eh_frame_hdr of a library that does not exist.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "unwind/native_code.h"

namespace clrscope::test {

using Bytes = std::vector<uint8_t>;

inline Bytes operator+(Bytes left, const Bytes& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

template <typename T>
Bytes Encoded(T value) {
    Bytes bytes(sizeof(value));
    std::memcpy(bytes.data(), &value, sizeof(value));
    return bytes;
}

inline Bytes Uleb(uint64_t value) {
    Bytes bytes;
    for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<uint8_t>(value | 0x80));
    bytes.push_back(static_cast<uint8_t>(value));
    return bytes;
}

inline Bytes Sleb(int64_t value) {
    Bytes bytes;
    for (; value < -64 || value >= 64; value >>= 7) bytes.push_back(static_cast<uint8_t>(value | 0x80));
    bytes.push_back(static_cast<uint8_t>(value & 0x7F));
    return bytes;
}

struct MadeUpCommonInfo {
    uint8_t version = 1;
    std::string augmentation = "zR";
    uint64_t codeAlignment = 1;
    int64_t dataAlignment = -8;
    Bytes returnRegister{16};
    Bytes augmentationData{0x1B};                  // 32 bit distances
    Bytes instructions{0x0C, 7, 8, 0x80 | 16, 1};  // CFA = rsp + 8, return address at CFA - 8
};

class MadeUpCallFrames {
  public:
    static constexpr uintptr_t kAddress = 0x10000000;
    static constexpr uintptr_t kCode = 0x20000000;
    static constexpr uintptr_t kCodeSize = 0x10000;

    // Where it lies.
    size_t AddCommon(const MadeUpCommonInfo& info) {
        Bytes body = Encoded(uint32_t{0}) + Bytes{info.version};
        body = body + Bytes(info.augmentation.begin(), info.augmentation.end()) + Bytes{0};
        body = body + Uleb(info.codeAlignment) + Sleb(info.dataAlignment) + info.returnRegister;
        if (!info.augmentation.empty() && info.augmentation[0] == 'z') {
            body = body + Uleb(info.augmentationData.size()) + info.augmentationData;
        }
        return AddEntry(body + info.instructions);
    }

    // start: offset into the code.
    void AddFunction(size_t common, uint32_t start, uint32_t size, const Bytes& instructions) {
        const size_t at = memory_.size();
        Bytes body = Encoded(static_cast<uint32_t>(at + 4 - common));
        body = body + Encoded(static_cast<int32_t>(kCode + start - (kAddress + at + 8))) + Encoded(size) + Bytes{0};
        AddFunctionAt(start, AddEntry(body + instructions));
    }
    // A row of the header alone.
    void AddFunctionAt(uint32_t start, size_t entry) { functions_.push_back({start, entry}); }

    size_t AddEntry(const Bytes& body) {
        const size_t at = memory_.size();
        memory_ = memory_ + Encoded(static_cast<uint32_t>(body.size())) + body;
        return at;
    }
    size_t AddRaw(const Bytes& bytes) {
        const size_t at = memory_.size();
        memory_ = memory_ + bytes;
        return at;
    }
    Bytes& Memory() { return memory_; }

    uintptr_t Header() const { return kAddress + memory_.size(); }
    // What is compiled: the entries, then the header.
    unwind::MemoryCopy Copy() const {
        const uintptr_t header = Header();
        Bytes bytes = memory_ + Bytes{1, 0x1B, 0x03, 0x3B};
        bytes = bytes + Encoded(static_cast<int32_t>(kAddress - (header + 4)));
        bytes = bytes + Encoded(static_cast<uint32_t>(functions_.size()));
        for (const auto& [start, entry] : functions_) {
            bytes = bytes + Encoded(static_cast<int32_t>(kCode + start - header));
            bytes = bytes + Encoded(static_cast<int32_t>(kAddress + entry - header));
        }
        return {kAddress, bytes};
    }
    std::vector<unwind::NativeRow> Rows() const { return Compile(Copy()); }
    std::vector<unwind::NativeRow> Compile(const unwind::MemoryCopy& copy) const { return Frames(copy)->Compile(); }
    std::unique_ptr<const unwind::CallFrames> Frames() const { return Frames(Copy()); }
    std::unique_ptr<const unwind::CallFrames> Frames(const unwind::MemoryCopy& copy) const {
        return std::make_unique<unwind::CallFrames>(copy, Header(), kCode, kCode + kCodeSize);
    }

  private:
    struct Function {
        uint32_t start;
        size_t entry;
    };

    Bytes memory_;
    std::vector<Function> functions_;
};

}  // namespace clrscope::test
