// A process's name and attributes, from its environment and from itself.
#include "context/resource.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

namespace clrscope {
namespace {

using std::string_literals::operator""s;

TEST(ParseResourceAttributes, PairsBetweenCommas) {
    EXPECT_EQ(ParseResourceAttributes("service.version=1.2.3,deployment.environment.name=production"),
              (Resource{{"service.version", "1.2.3"}, {"deployment.environment.name", "production"}}));
    EXPECT_EQ(ParseResourceAttributes(" a = b\t, c=d "), (Resource{{"a", "b"}, {"c", "d"}}));
    EXPECT_EQ(ParseResourceAttributes("a="), (Resource{{"a", ""}}));
    EXPECT_EQ(ParseResourceAttributes("a=b=c"), (Resource{{"a", "b=c"}}));
    EXPECT_TRUE(ParseResourceAttributes("").empty());
}

TEST(ParseResourceAttributes, PercentEncoding) {
    EXPECT_EQ(ParseResourceAttributes("a%2Cb=%3d%2c%20%C3%B6"), (Resource{{"a,b", "=, \u00F6"}}));
}

TEST(ParseResourceAttributes, WhatIsMalformedIsPassedOver) {
    for (const char* part : {"", " ", "a", "=b", " =b", "a=%", "a=%4", "a=%4g", "a=%FF", "%ZZ=b", "a=\xC3"}) {
        EXPECT_EQ(ParseResourceAttributes("x=1,"s + part + ",y=2"), (Resource{{"x", "1"}, {"y", "2"}})) << part;
    }
}

TEST(ParseResourceAttributes, TheLastOfOneKeyCounts) {
    EXPECT_EQ(ParseResourceAttributes("a=1,b=2,a=3"), (Resource{{"a", "3"}, {"b", "2"}}));
}

TEST(ParseResourceAttributes, HasBounds) {
    const std::string longest(kMaxAttributeBytes, 'x');
    EXPECT_EQ(ParseResourceAttributes("a=" + longest).size(), 1u);
    EXPECT_EQ(ParseResourceAttributes("a=" + longest + "x,b=2"), (Resource{{"b", "2"}}));
    EXPECT_EQ(ParseResourceAttributes(longest + "x=1,b=2"), (Resource{{"b", "2"}}));
    std::string many;
    for (size_t i = 0; i < 2 * kMaxAttributes; ++i) many += "k" + std::to_string(i) + "=v,";
    EXPECT_EQ(ParseResourceAttributes(many).size(), kMaxAttributes);
    EXPECT_EQ(ParseResourceAttributes(many + "k0=last")[0].value, "last");
}

TEST(ApplicationName, OfTheEntryAssembly) {
    EXPECT_EQ(ApplicationName("/usr/bin/dotnet", "dotnet\0/app/Shop.Web.dll\0--load\0x.dll\0"s), "Shop.Web");
    EXPECT_EQ(ApplicationName("/usr/bin/dotnet", "dotnet\0exec\0--runtimeconfig\0a.json\0Shop.DLL\0"s), "Shop");
    EXPECT_EQ(ApplicationName("/usr/bin/dotnet", "dotnet\0build\0"s), "dotnet");
    EXPECT_EQ(ApplicationName("/usr/bin/dotnet", "dotnet\0.dll\0"s), "dotnet");
    EXPECT_EQ(ApplicationName("/usr/bin/dotnet", ""), "dotnet");
}

TEST(ApplicationName, OfTheExecutable) {
    EXPECT_EQ(ApplicationName("/app/Shop.Web", "./Shop.Web\0other.dll\0"s), "Shop.Web");
    EXPECT_EQ(ApplicationName("", ""), "");
}

ResourceSource Source(const std::string& serviceName, const std::string& attributes) {
    return {serviceName, attributes, "/app/Shop", "Shop\0"s, "an id", 42};
}

TEST(MakeResource, WithoutTheEnvironment) {
    EXPECT_EQ(MakeResource(Source("", "")),
              (Resource{{"service.name", "Shop"}, {"service.instance.id", "an id"}, {"process.pid", "42"}}));
}

TEST(MakeResource, TheEnvironmentGoesFirst) {
    EXPECT_EQ(
        MakeResource(Source("", "a=b,service.name=checkout,service.instance.id=7")),
        (Resource{{"service.name", "checkout"}, {"service.instance.id", "7"}, {"a", "b"}, {"process.pid", "42"}}));
    EXPECT_EQ(MakeResource(Source("cart", "service.name=checkout"))[0].value, "cart");
}

TEST(MakeResource, AnInheritedPidIsNotThisProcess) {
    EXPECT_THAT(MakeResource(Source("", "process.pid=1")), testing::Contains(ResourceAttribute{"process.pid", "42"}));
    EXPECT_THAT(MakeResource(Source("", "process.pid=1")), testing::SizeIs(3));
}

TEST(MakeResource, ANameThatIsNoTextIsLeftOut) {
    EXPECT_EQ(MakeResource(Source("\xFF", ""))[0].value, "Shop");
    ResourceSource source = Source("", "");
    source.executable = "/app/\xFF";
    EXPECT_EQ(MakeResource(source)[0].value, "unknown_service");
}

TEST(ReadResource, OfThisProcess) {
    setenv("OTEL_RESOURCE_ATTRIBUTES", "service.version=3", 1);
    const Resource first = ReadResource();
    const Resource second = ReadResource();
    unsetenv("OTEL_RESOURCE_ATTRIBUTES");
    EXPECT_EQ(first[0], (ResourceAttribute{"service.name", "resource_test"}));
    EXPECT_THAT(first[1].value,
                testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
    EXPECT_NE(first[1].value, second[1].value);
    EXPECT_EQ(first[2], (ResourceAttribute{"service.version", "3"}));
    EXPECT_EQ(first[3].value, std::to_string(getpid()));
}

}  // namespace
}  // namespace clrscope
