#include "context/resource.h"

#include <algorithm>
#include <cstdio>
#include <optional>

#include "codemap/text.h"
#include "platform/environment.h"
#include "platform/file.h"
#include "platform/process.h"
#include "platform/random.h"

namespace clrscope {

namespace {

constexpr std::string_view kServiceName = "service.name";
constexpr std::string_view kInstanceId = "service.instance.id";
constexpr std::string_view kPid = "process.pid";

std::string_view Trim(std::string_view text) {
    constexpr std::string_view kBlank = " \t";
    const size_t first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return "";
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

int HexDigit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::optional<std::string> PercentDecoded(std::string_view text) {
    std::string decoded;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        if (text.size() - i < 3) return std::nullopt;
        const int high = HexDigit(text[i + 1]);
        const int low = HexDigit(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        decoded += static_cast<char>(high << 4 | low);
        i += 2;
    }
    return decoded;
}

bool IsText(const std::string& text) {
    std::u16string ignored;
    return text.size() <= kMaxAttributeBytes && ToUtf16(text, &ignored);
}

std::optional<ResourceAttribute> ParsePart(std::string_view part) {
    const size_t equals = part.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    std::optional<std::string> key = PercentDecoded(Trim(part.substr(0, equals)));
    std::optional<std::string> value = PercentDecoded(Trim(part.substr(equals + 1)));
    if (!key || !value || key->empty() || !IsText(*key) || !IsText(*value)) return std::nullopt;
    return ResourceAttribute{std::move(*key), std::move(*value)};
}

ResourceAttribute* Find(Resource* resource, std::string_view key) {
    const auto at = std::find_if(resource->begin(), resource->end(),
                                 [&](const ResourceAttribute& attribute) { return attribute.key == key; });
    return at == resource->end() ? nullptr : &*at;
}

// Takes the attribute out; "" if there is none.
std::string Take(Resource* resource, std::string_view key) {
    ResourceAttribute* found = Find(resource, key);
    if (found == nullptr) return "";
    std::string value = std::move(found->value);
    resource->erase(resource->begin() + (found - resource->data()));
    return value;
}

bool EndsWithDll(std::string_view name) {
    constexpr std::string_view kExtension = ".dll";
    return name.size() > kExtension.size() &&
           std::equal(kExtension.rbegin(), kExtension.rend(), name.rbegin(),
                      [](char a, char b) { return a == b || (b >= 'A' && b <= 'Z' && a == (b | 0x20)); });
}

// A random UUID (RFC 9562, version 4).
std::string NewUuid() {
    uint8_t bytes[16] = {};
    platform::FillRandom(bytes, sizeof(bytes));
    bytes[6] = static_cast<uint8_t>((bytes[6] & 0x0F) | 0x40);
    bytes[8] = static_cast<uint8_t>((bytes[8] & 0x3F) | 0x80);
    std::string text;
    for (size_t i = 0; i < sizeof(bytes); ++i) {
        char digits[3];
        std::snprintf(digits, sizeof(digits), "%02x", bytes[i]);
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        text += digits;
    }
    return text;
}

}  // namespace

Resource ParseResourceAttributes(std::string_view text) {
    Resource resource;
    while (!text.empty()) {
        const size_t comma = std::min(text.find(','), text.size());
        std::optional<ResourceAttribute> attribute = ParsePart(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
        if (!attribute) continue;
        if (ResourceAttribute* same = Find(&resource, attribute->key)) {
            same->value = std::move(attribute->value);
        } else if (resource.size() < kMaxAttributes) {
            resource.push_back(std::move(*attribute));
        }
    }
    return resource;
}

std::string ApplicationName(std::string_view executable, std::string_view commandLine) {
    const std::string_view program = platform::FileName(executable);
    if (program != "dotnet") return std::string(program);
    // Options of the host come before the assembly; none of them takes one.
    while (!commandLine.empty()) {
        const size_t end = std::min(commandLine.find('\0'), commandLine.size());
        std::string_view name = platform::FileName(commandLine.substr(0, end));
        commandLine.remove_prefix(std::min(end + 1, commandLine.size()));
        if (!EndsWithDll(name)) continue;
        name.remove_suffix(4);
        return std::string(name);
    }
    return std::string(program);
}

Resource MakeResource(const ResourceSource& source) {
    Resource given = ParseResourceAttributes(source.attributes);
    std::string name = Take(&given, kServiceName);
    if (!source.serviceName.empty() && IsText(source.serviceName)) name = source.serviceName;
    if (name.empty()) name = ApplicationName(source.executable, source.commandLine);
    if (!IsText(name)) name = "unknown_service";
    std::string instance = Take(&given, kInstanceId);
    if (instance.empty()) instance = source.instanceId;
    Take(&given, kPid);

    Resource resource = {{std::string(kServiceName), std::move(name)}, {std::string(kInstanceId), std::move(instance)}};
    std::move(given.begin(), given.end(), std::back_inserter(resource));
    resource.push_back({std::string(kPid), std::to_string(source.pid)});
    return resource;
}

Resource ReadResource() {
    return MakeResource({platform::Variable("OTEL_SERVICE_NAME"), platform::Variable("OTEL_RESOURCE_ATTRIBUTES"),
                         platform::ExecutablePath(), platform::CommandLine(), NewUuid(), platform::ProcessId()});
}

}  // namespace clrscope
