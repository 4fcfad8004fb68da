// This process's resource, where profilers outside it look for it: OpenTelemetry's process context (OTEP 4719), which
// also names the attributes of the thread context (OTEP 4947).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "context/resource.h"

namespace clrscope {

// The only attribute of a thread's record besides its ids: the span that the service's work began with, in hexadecimal.
inline constexpr uint8_t kLocalRootSpanKey = 0;
inline constexpr const char* kLocalRootSpanName = "clrscope.local_root_span_id";

// As it lies at the beginning of the mapping.
struct ProcessContextHeader {
    char signature[8];  // "OTEL_CTX"
    uint32_t version;
    uint32_t payloadSize;
    uint64_t publishedNs;  // 0 while the others are being written
    uint64_t payload;      // address
};
static_assert(sizeof(ProcessContextHeader) == 32);

// The payload: opentelemetry.proto.processcontext.v1development.ProcessContext. threads: whether threads have contexts.
std::vector<uint8_t> EncodeProcessContext(const Resource& resource, bool threads);

// Once a process. False if the system does not allow it.
bool PublishProcessContext(const Resource& resource, bool threads);

}  // namespace clrscope
