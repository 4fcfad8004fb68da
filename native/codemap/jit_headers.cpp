#include "codemap/jit_headers.h"

#include <charconv>
#include <cstring>

#include "platform/libraries.h"
#include "platform/memory.h"

namespace clrscope {

namespace {

constexpr uint32_t kMaxFunctions = 4096;
constexpr uint32_t kMaxOffset = 1024;

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

bool Copy(bool direct, uintptr_t address, void* to, size_t size) {
    if (!direct) return platform::ReadIfMapped(address, to, size);
    memcpy(to, reinterpret_cast<const void*>(address), size);
    return true;
}

bool ReadUnwindInfo(bool direct, uintptr_t address, std::vector<uint8_t>* info) {
    uint8_t header[4];
    if (!Copy(direct, address, header, sizeof(header))) return false;
    info->resize(sizeof(header) + 2 * size_t{header[2]});
    return Copy(direct, address, info->data(), info->size());
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
    const auto* descriptor = static_cast<const ContractDescriptor*>(
        platform::FindSymbol("libcoreclr.so", "DotNetRuntimeContractDescriptor"));
    if (descriptor == nullptr || descriptor->magic != kContractMagic || descriptor->text == nullptr) return {};
    return {descriptor->text, descriptor->size};
}

std::vector<CompiledFunction> JitHeaders::Read(const layout::CodeRange& range, bool nearCompiledCode) {
    const int confirmed = confirmed_.load(std::memory_order_relaxed);
    std::vector<CompiledFunction> functions = TryRead(range, nearCompiledCode && confirmed >= kToConfirm);
    if (functions.empty()) {
        confirmed_.store(0, std::memory_order_relaxed);
    } else if (confirmed < kToConfirm) {
        confirmed_.fetch_add(1, std::memory_order_relaxed);
    }
    return functions;
}

std::vector<CompiledFunction> JitHeaders::TryRead(const layout::CodeRange& range, bool direct) const {
    uintptr_t header;
    uint32_t count;
    if (!Copy(direct, range.start - sizeof(header), &header, sizeof(header)) || header < kMaxOffset ||
        header % sizeof(uintptr_t) != 0 || !Copy(direct, header + layout_.functionCount, &count, sizeof(count)) ||
        count == 0 || count > kMaxFunctions) {
        return {};
    }
    std::vector<RuntimeFunction> rows(count);
    if (!Copy(direct, header + layout_.functions, rows.data(), count * sizeof(RuntimeFunction))) return {};

    // The method's body comes first, so it gives the base.
    const uintptr_t base = range.start - rows.front().begin;
    std::vector<CompiledFunction> functions(count);
    uintptr_t last = range.start;
    for (uint32_t i = 0; i < count; ++i) {
        CompiledFunction& function = functions[i];
        function.begin = base + rows[i].begin;
        function.end = base + rows[i].end;
        if (function.begin < last || function.end <= function.begin || function.end > range.start + range.size ||
            !ReadUnwindInfo(direct, base + rows[i].unwindInfo, &function.unwindInfo)) {
            return {};
        }
        last = function.end;
    }
    return functions;
}

}  // namespace clrscope
