#include "loading/tracker_file.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "codemap/pe_image.h"
#include "platform/file.h"

namespace clrscope {

namespace {

constexpr size_t kMaxFile = 4 << 20;

constexpr uint32_t kPeSignature = 0x4550;
constexpr uint16_t kPe32 = 0x10B;
constexpr uint16_t kPe32Plus = 0x20B;

// Zeros where the file has nothing.
template <typename T>
T Read(std::string_view file, uint64_t at) {
    T value{};
    if (at < file.size() && file.size() - at >= sizeof(T)) std::memcpy(&value, file.data() + at, sizeof(T));
    return value;
}

// A PE file with a CLI header, and all of it (ECMA-335, II.25): a copy that was broken off is not.
bool IsWholeAssembly(std::string_view file) {
    if (!file.starts_with("MZ")) return false;
    const uint64_t pe = Read<uint32_t>(file, 0x3C);
    if (Read<uint32_t>(file, pe) != kPeSignature) return false;
    const auto sections = Read<uint16_t>(file, pe + 6);
    const uint64_t optional = pe + 24;
    const auto magic = Read<uint16_t>(file, optional);
    if (magic != kPe32 && magic != kPe32Plus) return false;
    const uint64_t cliDirectory = optional + (magic == kPe32 ? 96 : 112) + 14 * 8;
    if (Read<uint32_t>(file, cliDirectory) == 0) return false;
    const uint64_t table = optional + Read<uint16_t>(file, pe + 20);
    uint64_t end = table + sections * 40u;
    for (uint16_t i = 0; i < sections; ++i) {
        const uint64_t section = table + i * 40u;
        const uint64_t rawSize = Read<uint32_t>(file, section + 16);
        end = std::max(end, rawSize + Read<uint32_t>(file, section + 20));
    }
    return sections != 0 && end <= file.size();
}

// Whether the CLI header of a whole assembly names a managed method as its entry point (ECMA-335, II.25.3.3).
bool HasEntryPoint(std::string_view assembly) {
    constexpr uint32_t kNativeEntryPoint = 0x10;
    constexpr uint32_t kMethodDef = 0x06;
    const PeImage image(reinterpret_cast<uintptr_t>(assembly.data()), true);
    const uint64_t header = image.CliHeader();
    if (header == 0 || (image.Read<uint32_t>(header + 16) & kNativeEntryPoint) != 0) return false;
    const auto token = image.Read<uint32_t>(header + 20);
    return token >> 24 == kMethodDef && (token & 0xFFFFFF) != 0;
}

// A name in the metadata's heap of strings, as far as can be told without reading its tables.
bool HoldsName(std::string_view file, std::string_view name) {
    return file.find(std::string("\0", 1).append(name).append(1, '\0')) != std::string_view::npos;
}

}  // namespace

std::string TrackerFile(const std::string& directory, uint16_t runtimeMajor) {
    const std::string assembly = directory + "/" + kTrackerAssembly;
    const std::string own = assembly + ".net" + std::to_string(runtimeMajor) + ".0.dll";
    return platform::IsReadable(own) ? own : assembly + ".dll";
}

std::string WhyNotLoadable(const std::string& path) {
    if (!path.starts_with('/')) return path + " is not an absolute path";
    std::string file;
    if (!platform::ReadRegularFile(path, kMaxFile, &file)) return path + " is missing or cannot be read";
    if (!IsWholeAssembly(file) || !HasEntryPoint(file) || !HoldsName(file, "StartupHook") ||
        !HoldsName(file, "Initialize")) {
        return path + " is not clrscope's, or is not whole";
    }
    return "";
}

bool NamesTracker(const std::string& hooks) {
    return hooks.find(kTrackerAssembly) != std::string::npos;
}

}  // namespace clrscope
