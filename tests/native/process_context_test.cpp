// What a profiler outside this process finds: the mapping by its name, its header, its payload.
#include "context/process_context.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <fstream>

namespace clrscope {
namespace {

// Addresses of this process's mappings of that name.
std::vector<uintptr_t> FindMappings() {
    std::vector<uintptr_t> found;
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        for (const char* name : {"[anon_shmem:OTEL_CTX]", "[anon:OTEL_CTX]", "/memfd:OTEL_CTX"}) {
            if (line.find(name) != std::string::npos) found.push_back(std::strtoull(line.c_str(), nullptr, 16));
        }
    }
    return found;
}

std::string Text(const std::vector<uint8_t>& bytes) {
    return {bytes.begin(), bytes.end()};
}

using std::string_literals::operator""s;

TEST(EncodeProcessContext, FieldsLieWhereTheSchemaHasThem) {
    // ProcessContext.resource (1) { Resource.attributes (1) { KeyValue key (1), value (2) { string_value (1) } } }
    EXPECT_EQ(Text(EncodeProcessContext({{"k", "v"}}, false)), "\x0A\x0A\x0A\x08\x0A\x01k\x12\x03\x0A\x01v"s);
    // int_value (3)
    EXPECT_EQ(Text(EncodeProcessContext({{"process.pid", "300"}}, false)),
              "\x0A\x14\x0A\x12\x0A\x0Bprocess.pid\x12\x03\x18\xAC\x02"s);
}

TEST(EncodeProcessContext, NamesTheKeysOfThreads) {
    const std::string text = Text(EncodeProcessContext({}, true));
    EXPECT_NE(text.find("\x0A\x1Athreadlocal.schema_version\x12\x10\x0A\x0Etlsdesc_v1_dev"), std::string::npos);
    // array_value (5) { values (1) { string_value (1) } }
    EXPECT_NE(text.find("\x0A\x1Dthreadlocal.attribute_key_map\x12\x21\x2A\x1F\x0A\x1D\x0A\x1B"
                        "clrscope.local_root_span_id"),
              std::string::npos);
}

TEST(EncodeProcessContext, LongTextsHaveLongLengths) {
    const std::string value(300, 'x');
    const std::string text = Text(EncodeProcessContext({{"k", value}}, false));
    EXPECT_NE(text.find("\x0A\xAC\x02" + value), std::string::npos);
}

TEST(PublishProcessContext, IsFoundByItsName) {
    ASSERT_TRUE(FindMappings().empty());
    const Resource resource = {{"service.name", "shop"}};
    ASSERT_TRUE(PublishProcessContext(resource, true));
    const std::vector<uintptr_t> found = FindMappings();
    ASSERT_EQ(found.size(), 1u);

    ProcessContextHeader header;
    std::memcpy(&header, reinterpret_cast<const void*>(found[0]), sizeof(header));
    EXPECT_EQ(std::string(header.signature, 8), "OTEL_CTX");
    EXPECT_EQ(header.version, 2u);
    EXPECT_NE(header.publishedNs, 0u);
    const auto* payload = reinterpret_cast<const uint8_t*>(header.payload);
    EXPECT_EQ(std::vector<uint8_t>(payload, payload + header.payloadSize), EncodeProcessContext(resource, true));

    const pid_t child = fork();
    if (child == 0) _exit(FindMappings().empty() ? 0 : 1);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0) << "a child has it, too";
}

}  // namespace
}  // namespace clrscope
