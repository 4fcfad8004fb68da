#include "context/process_context.h"

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "platform/published_memory.h"

namespace clrscope {

namespace {

constexpr const char* kName = "OTEL_CTX";
constexpr uint32_t kVersion = 2;

// Protobuf, of which only strings, numbers and messages are needed.
class Message {
  public:
    Message& String(uint32_t field, std::string_view text) {
        Varint(field << 3 | 2);
        Varint(text.size());
        bytes_.insert(bytes_.end(), text.begin(), text.end());
        return *this;
    }

    Message& Number(uint32_t field, uint64_t value) {
        Varint(field << 3);
        Varint(value);
        return *this;
    }

    Message& Add(uint32_t field, const Message& message) {
        return String(field, {reinterpret_cast<const char*>(message.bytes_.data()), message.bytes_.size()});
    }

    std::vector<uint8_t> Bytes() { return std::move(bytes_); }

  private:
    void Varint(uint64_t value) {
        for (; value >= 0x80; value >>= 7) bytes_.push_back(static_cast<uint8_t>(value | 0x80));
        bytes_.push_back(static_cast<uint8_t>(value));
    }

    std::vector<uint8_t> bytes_;
};

// Field numbers of opentelemetry.proto.common.v1, resource.v1 and processcontext.v1development.
Message StringValue(std::string_view text) {
    return Message().String(1, text);
}
Message NumberValue(uint64_t number) {
    return Message().Number(3, number);
}
Message ArrayValue(const Message& array) {
    return Message().Add(5, array);
}
Message KeyValue(std::string_view key, const Message& value) {
    return Message().String(1, key).Add(2, value);
}

Message ToValue(const ResourceAttribute& attribute) {
    // The only one that semantic conventions define as a number.
    if (attribute.key == "process.pid") return NumberValue(std::strtoull(attribute.value.c_str(), nullptr, 10));
    return StringValue(attribute.value);
}

}  // namespace

std::vector<uint8_t> EncodeProcessContext(const Resource& resource, bool threads) {
    Message attributes;
    for (const ResourceAttribute& attribute : resource) attributes.Add(1, KeyValue(attribute.key, ToValue(attribute)));
    Message context;
    context.Add(1, attributes);
    if (threads) {
        const Message keys = Message().Add(1, StringValue(kLocalRootSpanName));
        context.Add(2, KeyValue("threadlocal.schema_version", StringValue("tlsdesc_v1_dev")));
        context.Add(2, KeyValue("threadlocal.attribute_key_map", ArrayValue(keys)));
    }
    return context.Bytes();
}

bool PublishProcessContext(const Resource& resource, bool threads) {
    const std::vector<uint8_t> payload = EncodeProcessContext(resource, threads);
    void* at = platform::MapUnderName(kName, sizeof(ProcessContextHeader) + payload.size());
    if (at == nullptr) return false;
    auto* header = static_cast<ProcessContextHeader*>(at);
    std::memcpy(header + 1, payload.data(), payload.size());
    header->version = kVersion;
    header->payloadSize = static_cast<uint32_t>(payload.size());
    header->payload = reinterpret_cast<uintptr_t>(header + 1);
    std::memcpy(header->signature, kName, sizeof(header->signature));
    // A reader that sees a time stamp sees all the rest.
    std::atomic_ref(header->publishedNs).store(platform::BootTimeNs(), std::memory_order_release);
    return true;
}

}  // namespace clrscope
