// The scalars of a configuration file, from well-formed and from any other text.
#include "host/config_file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

namespace clrscope {
namespace {

using Scalars = std::map<std::string, std::string>;

TEST(ConfigFile, ScalarsAreFoundByTheirPathInLowerCase) {
    EXPECT_EQ(
        ReadJsonScalars(R"({"Cpu": {"Hz": 250, "Enabled": true}, "export": {"directory": "/var/x"}, "n": -1.5e+3})"),
        (Scalars{{"cpu:hz", "250"}, {"cpu:enabled", "true"}, {"export:directory", "/var/x"}, {"n", "-1.5e+3"}}));
}

TEST(ConfigFile, CommentsTrailingCommasAndAByteOrderMarkAreAllowed) {
    EXPECT_EQ(ReadJsonScalars("\xEF\xBB\xBF// first\n{ /* a, } */ \"cpu\": { \"hz\": 10, }, // last\n }\n// end"),
              (Scalars{{"cpu:hz", "10"}}));
}

TEST(ConfigFile, ArraysArePassedOver) {
    EXPECT_EQ(ReadJsonScalars(R"({"sinks": [1, "two", {"hz": 3}, [4]], "hz": 5})"), (Scalars{{"hz", "5"}}));
}

TEST(ConfigFile, AStringMayHoldAnything) {
    EXPECT_EQ(ReadJsonScalars(R"({"a": "}{,:[]//\"", "b": "c"})"), (Scalars{{"a", R"(}{,:[]//\")"}, {"b", "c"}}));
}

TEST(ConfigFile, AKeySetTwiceHasItsLastValue) {
    EXPECT_EQ(ReadJsonScalars(R"({"cpu": {"hz": 1}, "CPU": {"HZ": 2}})"), (Scalars{{"cpu:hz", "2"}}));
}

TEST(ConfigFile, AMalformedTextIsAsGoodAsNone) {
    for (const char* text :
         {"", " ", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1}}", "{\"a\" 1}", "{a:1}", "{\"a\":1 \"b\":2}",
          "{\"a\":\"", "{\"a\":\"\\", "{\"a\":1} x", "[1", "{\"a\":}", "/*", "{\"a\":1]"}) {
        EXPECT_EQ(ReadJsonScalars(text), Scalars{}) << text;
    }
    EXPECT_EQ(ReadJsonScalars(std::string(100'000, '[')), Scalars{}) << "deeper than any configuration";
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "{\"a\":";
    EXPECT_EQ(ReadJsonScalars(deep), Scalars{});
}

// CLRSCOPE_FUZZ sets how many.
TEST(ConfigFile, AnyTextIsReadSafely) {
    const std::string valid =
        R"({"cpu": {"hz": 250, "enabled": true}, /* c */ "a": [1, "x\"y", {"b": null}], "s": "\\", } // end)";
    const char* wanted = std::getenv("CLRSCOPE_FUZZ");
    const uint64_t rounds = wanted == nullptr ? 100'000 : std::strtoull(wanted, nullptr, 10);
    static constexpr char kLikely[] = "{}[]:,\"\\/*\n 0";
    std::minstd_rand random(3);
    uint64_t understood = 0;
    for (uint64_t round = 0; round < rounds; ++round) {
        std::string text = valid;
        for (auto changes = random() % 4; changes > 0; --changes) {
            const size_t at = random() % text.size();
            switch (random() % 3) {
                case 0:
                    text[at] = kLikely[random() % (sizeof(kLikely) - 1)];
                    break;
                case 1:
                    text.erase(at, random() % 8);
                    break;
                default:
                    text.insert(at, 1, kLikely[random() % (sizeof(kLikely) - 1)]);
                    break;
            }
            if (text.empty()) text = "{";
        }
        // An exact copy, so that the address sanitizer sees a read behind its end.
        const std::vector<char> exact(text.begin(), text.end());
        understood += ReadJsonScalars({exact.data(), exact.size()}).empty() ? 0 : 1;
    }
    EXPECT_GT(understood, rounds / 10);
    EXPECT_LT(understood, rounds);
}

}  // namespace
}  // namespace clrscope
