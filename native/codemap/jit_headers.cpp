#include "codemap/jit_headers.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "platform/libraries.h"
#include "platform/memory.h"

namespace clrscope {

namespace {

constexpr uint32_t kMaxFunctions = 4096;
constexpr uint32_t kMaxOffset = 1024;
constexpr size_t kMaxUnwindInfo = 4 + 2 * 255;
constexpr size_t kUsualUnwindInfo = 32;

// RUNTIME_FUNCTION: offsets from the base of the code heap.
struct RuntimeFunction {
    uint32_t begin;
    uint32_t end;
    uint32_t unwindInfo;
};

// The exported structure that leads to the description ("data contracts" in the runtime's design documents).
struct ContractDescriptor {
    uint64_t magic;
    uint32_t flags;
    uint32_t size;
    const char* text;
};
constexpr uint64_t kContractMagic = 0x0043414443434E44;  // "DNCCDAC"

// The number after "name": in the part of the text that describes one type; fallback if there is none.
uint32_t Offset(std::string_view type, std::string_view name, uint32_t fallback) {
    const size_t at = type.find(name);
    if (at == std::string_view::npos) return fallback;
    size_t first = at + name.size();
    if (first < type.size() && type[first] == '[') ++first;
    uint32_t value;
    const auto [end, error] = std::from_chars(type.data() + first, type.data() + type.size(), value);
    return error == std::errc() && value <= kMaxOffset ? value : fallback;
}

template <typename T>
bool Read(uintptr_t address, T* value) {
    return platform::ReadIfMapped(address, value, sizeof(*value));
}

bool ReadUnwindInfo(uintptr_t address, std::vector<uint8_t>* info) {
    info->resize(kUsualUnwindInfo);
    if (!platform::ReadIfMapped(address, info->data(), info->size())) {
        info->resize(4);
        if (!platform::ReadIfMapped(address, info->data(), info->size())) return false;
    }
    const size_t size = 4 + 2 * size_t{(*info)[2]};
    static_assert(4 + 2 * 255 == kMaxUnwindInfo);
    if (size > info->size()) {
        info->resize(size);
        return platform::ReadIfMapped(address, info->data(), size);
    }
    info->resize(size);
    return true;
}

}  // namespace

JitHeaderLayout JitHeaderLayout::From(std::string_view descriptor) {
    JitHeaderLayout layout;
    const size_t at = descriptor.find("\"RealCodeHeader\":{");
    if (at == std::string_view::npos) return layout;
    const std::string_view type = descriptor.substr(at, descriptor.find('}', at) - at);
    layout.functionCount = Offset(type, "\"NumUnwindInfos\":", layout.functionCount);
    layout.functions = Offset(type, "\"UnwindInfos\":", layout.functions);
    return layout;
}

std::string_view RuntimeContractDescriptor() {
    const auto* descriptor =
        static_cast<const ContractDescriptor*>(platform::FindSymbol("libcoreclr.so", "DotNetRuntimeContractDescriptor"));
    if (descriptor == nullptr || descriptor->magic != kContractMagic || descriptor->text == nullptr) return {};
    return {descriptor->text, descriptor->size};
}

std::vector<CompiledFunction> ReadCompiledFunctions(const JitHeaderLayout& layout, const layout::CodeRange& range) {
    uintptr_t header;
    uint32_t count;
    if (!Read(range.start - sizeof(header), &header) || !Read(header + layout.functionCount, &count) || count == 0 ||
        count > kMaxFunctions) {
        return {};
    }
    std::vector<RuntimeFunction> rows(count);
    if (!platform::ReadIfMapped(header + layout.functions, rows.data(), count * sizeof(RuntimeFunction))) return {};

    // The method's body comes first, so it gives the base.
    const uintptr_t base = range.start - rows.front().begin;
    std::vector<CompiledFunction> functions(count);
    uintptr_t last = range.start;
    for (uint32_t i = 0; i < count; ++i) {
        CompiledFunction& function = functions[i];
        function.begin = base + rows[i].begin;
        function.end = base + rows[i].end;
        if (function.begin < last || function.end <= function.begin || function.end > range.start + range.size ||
            !ReadUnwindInfo(base + rows[i].unwindInfo, &function.unwindInfo)) {
            return {};
        }
        last = function.end;
    }
    return functions;
}

}  // namespace clrscope
