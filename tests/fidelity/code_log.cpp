#include "code_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "codemap/clr_metadata.h"
#include "platform/clock.h"

namespace clrscope::fidelity {

namespace {

constexpr abi::ULONG32 kMaxVersions = 64;
constexpr abi::ULONG32 kMaxRanges = 8;
constexpr size_t kPrologueBytes = 96;

std::string Hex(const uint8_t* bytes, size_t count) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (size_t i = 0; i < count; ++i) {
        text.push_back(kDigits[bytes[i] >> 4]);
        text.push_back(kDigits[bytes[i] & 15]);
    }
    return text;
}

}  // namespace

CodeLog* CodeLog::Create(const std::string& directory, abi::ICorProfilerInfo9* info) {
    const std::string path = directory + "/" + std::to_string(getpid()) + ".code";
    const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
    return fd < 0 ? nullptr : new CodeLog(fd, info);
}

std::string CodeLog::Name(abi::FunctionID function) {
    abi::ModuleID module = 0;
    abi::mdToken token = 0;
    if (abi::Failed(info_->GetFunctionInfo2(function, 0, nullptr, &module, &token, 0, nullptr, nullptr))) return "?";
    const abi::ComPtr<abi::IMetaDataImport> metadata = OpenMetadata(info_, module);
    if (!metadata) return "?";
    abi::mdTypeDef type = 0;
    abi::WCHAR name[kMaxName];
    abi::ULONG size = 0;
    if (abi::Failed(metadata->GetMethodProps(token, &type, name, kMaxName, &size, nullptr, nullptr, nullptr, nullptr,
                                             nullptr))) {
        return "?";
    }
    const std::string method = FromBuffer(name, size);
    if (abi::Failed(metadata->GetTypeDefProps(type, name, kMaxName, &size, nullptr, nullptr))) return method;
    return FromBuffer(name, size) + "." + method;
}

std::string CodeLog::DynamicName(abi::FunctionID function) {
    abi::ModuleID module = 0;
    abi::PCCOR_SIGNATURE signature = nullptr;
    abi::ULONG signatureSize = 0;
    abi::ULONG size = 0;
    abi::WCHAR name[kMaxName];
    if (abi::Failed(
            info_->GetDynamicFunctionInfo(function, &module, &signature, &signatureSize, kMaxName, &size, name))) {
        return "?";
    }
    return FromBuffer(name, size);
}

void CodeLog::AddCompiled(abi::FunctionID function) {
    AddVersions("jit", function);
}

void CodeLog::AddDynamic(abi::FunctionID function) {
    abi::COR_PRF_CODE_INFO infos[kMaxRanges];
    abi::ULONG32 count = 0;
    if (abi::Failed(info_->GetCodeInfo2(function, kMaxRanges, &count, infos))) return;
    const std::string name = DynamicName(function);
    std::lock_guard lock(mutex_);
    known_.insert(function);
    for (abi::ULONG32 i = 0; i < std::min(count, kMaxRanges); ++i) Write("dynamic", function, infos[i], name);
}

void CodeLog::AddPrecompiled(abi::FunctionID function) {
    {
        std::lock_guard lock(mutex_);
        if (known_.count(function) != 0) return;
    }
    AddVersions("r2r", function);
}

void CodeLog::AddVersions(const char* kind, abi::FunctionID function) {
    const std::string name = Name(function);
    abi::UINT_PTR starts[kMaxVersions];
    abi::ULONG32 versions = 0;
    if (abi::Failed(info_->GetNativeCodeStartAddresses(function, 0, kMaxVersions, &versions, starts))) versions = 0;
    std::lock_guard lock(mutex_);
    known_.insert(function);
    for (abi::ULONG32 v = 0; v < std::min(versions, kMaxVersions); ++v) {
        abi::COR_PRF_CODE_INFO infos[kMaxRanges];
        abi::ULONG32 count = 0;
        if (abi::Failed(info_->GetCodeInfo4(starts[v], kMaxRanges, &count, infos))) continue;
        for (abi::ULONG32 i = 0; i < std::min(count, kMaxRanges); ++i) {
            // Code that lies where other code lay before has another function, or other bytes.
            if (written_.insert(infos[i].startAddress ^ function * 31 ^ infos[i].size << 48).second) {
                Write(kind, function, infos[i], name);
            }
        }
    }
}

void CodeLog::Write(const char* kind, abi::FunctionID function, const abi::COR_PRF_CODE_INFO& code,
                    const std::string& name) {
    char head[160];
    std::snprintf(head, sizeof(head), "%s\t%zx\t%zx\t%zx\t%llu\t", kind, static_cast<size_t>(function),
                  static_cast<size_t>(code.startAddress), static_cast<size_t>(code.size),
                  static_cast<unsigned long long>(platform::MonotonicNs()));
    const auto* bytes = reinterpret_cast<const uint8_t*>(code.startAddress);
    const std::string line = head + Hex(bytes, std::min<size_t>(code.size, kPrologueBytes)) + "\t" + name + "\n";
    [[maybe_unused]] const ssize_t written = write(fd_, line.data(), line.size());
}

}  // namespace clrscope::fidelity
