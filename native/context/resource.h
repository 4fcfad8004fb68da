// What this process is called in telemetry: OpenTelemetry's resource attributes, from its environment variables and,
// for what they do not say, from the process itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clrscope {

struct ResourceAttribute {
    std::string key;
    std::string value;

    bool operator==(const ResourceAttribute&) const = default;
};

// Each key once, keys and values in UTF-8.
using Resource = std::vector<ResourceAttribute>;

// OTEL_RESOURCE_ATTRIBUTES may hold more: what comes after is left out, and so is an attribute that is longer.
inline constexpr size_t kMaxAttributes = 64;
inline constexpr size_t kMaxAttributeBytes = 1024;  // of a key, and of a value

// The attributes in text, "key=value,key=value", where both may be percent-encoded. Parts that are not of that form are
// passed over; of parts with one key the last counts.
Resource ParseResourceAttributes(std::string_view text);

// The name of the program: of its entry assembly if `dotnet` runs it, else of its executable. commandLine: arguments,
// each ended by a NUL.
std::string ApplicationName(std::string_view executable, std::string_view commandLine);

struct ResourceSource {
    std::string serviceName;  // OTEL_SERVICE_NAME
    std::string attributes;   // OTEL_RESOURCE_ATTRIBUTES
    std::string executable;
    std::string commandLine;
    std::string instanceId;  // for a process that is given none
    uint32_t pid = 0;
};

// service.name and service.instance.id, always; then what the environment says; process.pid last.
Resource MakeResource(const ResourceSource& source);

// Of this process.
Resource ReadResource();

}  // namespace clrscope
