// First values: environment over file over defaults, and what is said about wrong ones.
#include "host/settings.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>

#include "platform/environment.h"
#include "segment/layout.h"
#include "support/temporary_directory.h"

namespace clrscope {
namespace {

class SettingsTest : public testing::Test {
  protected:
    SettingsTest() {
        Clear();
        // Else the machine's own file would be read where a test gives none.
        Set("CLRSCOPE_CONFIG", "/nowhere/clrscope.json");
    }
    ~SettingsTest() override { Clear(); }

    static void Set(const std::string& name, const std::string& value) { setenv(name.c_str(), value.c_str(), 1); }

    std::string File(const std::string& text) {
        const std::string path = directory_.Path() + "/clrscope.json";
        std::ofstream(path) << text;
        return path;
    }

    // The one problem that a setting causes; the default stays.
    std::string ProblemOf(const std::string& name, const std::string& value) {
        Set(name, value);
        const Settings settings = Settings::Read("");
        EXPECT_EQ(settings.problems.size(), 1u) << name << "=" << value;
        const Settings defaults;
        EXPECT_EQ(settings.ringSize, defaults.ringSize);
        EXPECT_EQ(settings.journalLimit, defaults.journalLimit);
        EXPECT_EQ(settings.control.cpuHz, defaults.control.cpuHz);
        EXPECT_EQ(settings.control.cpuEnabled, defaults.control.cpuEnabled);
        EXPECT_EQ(settings.startAgent, defaults.startAgent);
        EXPECT_EQ(settings.pinned, 0u);
        unsetenv(name.c_str());
        return settings.problems.empty() ? "" : settings.problems[0];
    }

  private:
    static void Clear() {
        for (const std::string& variable : platform::Environment()) {
            const std::string name = variable.substr(0, variable.find('='));
            if (name.starts_with("CLRSCOPE_")) unsetenv(name.c_str());
        }
    }

    test::TemporaryDirectory directory_;
};

TEST_F(SettingsTest, WithoutAnythingSetTheDefaultsHold) {
    const Settings settings = Settings::Read("");
    EXPECT_EQ(settings.directory, "");
    EXPECT_TRUE(settings.startAgent);
    EXPECT_EQ(settings.ringSize, 8u << 20);
    EXPECT_TRUE(settings.control.cpuEnabled);
    EXPECT_EQ(settings.control.cpuHz, 100u);
    EXPECT_EQ(settings.pinned, 0u);
    EXPECT_TRUE(settings.problems.empty());
}

TEST_F(SettingsTest, TheEnvironmentSetsAndPins) {
    Set("CLRSCOPE_DIR", "/var/segments");
    Set("CLRSCOPE_AGENT", "off");
    Set("CLRSCOPE_AGENT_PATH", "/opt/clrscope");
    Set("CLRSCOPE_RING_MB", "64");
    Set("CLRSCOPE_JOURNAL_MB", "3");
    Set("CLRSCOPE_CPU_ENABLED", "False");
    Set("CLRSCOPE_CPU_HZ", "1000");
    Set("CLRSCOPE_ACTIVITY_ENABLED", "false");
    Set("CLRSCOPE_ACTIVITY_SPANS_PER_SECOND", "0");
    Set("CLRSCOPE_ACTIVITY_SPAN_PERCENT", "5");
    const Settings settings = Settings::Read("");
    EXPECT_EQ(settings.directory, "/var/segments");
    EXPECT_FALSE(settings.startAgent);
    EXPECT_EQ(settings.agentPath, "/opt/clrscope");
    EXPECT_EQ(settings.ringSize, 64u << 20);
    EXPECT_EQ(settings.journalLimit, 3u << 20);
    EXPECT_FALSE(settings.control.cpuEnabled);
    EXPECT_EQ(settings.control.cpuHz, 1000u);
    EXPECT_FALSE(settings.control.activityEnabled);
    EXPECT_EQ(settings.control.spansPerSecond, 0u);
    EXPECT_EQ(settings.control.spanPercent, 5u);
    EXPECT_EQ(settings.pinned, layout::kPinnedCpuEnabled | layout::kPinnedCpuHz | layout::kPinnedActivityEnabled |
                                   layout::kPinnedSpansPerSecond | layout::kPinnedSpanPercent);
    EXPECT_TRUE(settings.problems.empty());
}

TEST_F(SettingsTest, TheFileSetsButDoesNotPin) {
    unsetenv("CLRSCOPE_CONFIG");
    const Settings settings = Settings::Read(File(R"({"cpu": {"hz": 250, "enabled": false},
                                                    "activity": {"enabled": false, "spansPerSecond": 7, "spanPercent": 8}})"));
    EXPECT_EQ(settings.control.cpuHz, 250u);
    EXPECT_FALSE(settings.control.cpuEnabled);
    EXPECT_FALSE(settings.control.activityEnabled);
    EXPECT_EQ(settings.control.spansPerSecond, 7u);
    EXPECT_EQ(settings.control.spanPercent, 8u);
    EXPECT_EQ(settings.pinned, 0u);
}

TEST_F(SettingsTest, TheEnvironmentNamesTheFileAndGoesOverIt) {
    Set("CLRSCOPE_CONFIG", File(R"({"cpu": {"hz": 250, "enabled": false}})"));
    Set("CLRSCOPE_CPU_HZ", "50");
    const Settings settings = Settings::Read("/nowhere/clrscope.json");
    EXPECT_EQ(settings.control.cpuHz, 50u);
    EXPECT_FALSE(settings.control.cpuEnabled);
    EXPECT_EQ(settings.pinned, layout::kPinnedCpuHz);
}

TEST_F(SettingsTest, AWrongValueInTheFileIsLeftToTheAgentToReport) {
    for (const char* text :
         {R"({"cpu": {"hz": 0}})", R"({"cpu": {"hz": "fast"}})", R"({"cpu": {"enabled": 2}})", "{"}) {
        const Settings settings = Settings::Read(File(text));
        EXPECT_EQ(settings.control.cpuHz, 100u) << text;
        EXPECT_TRUE(settings.control.cpuEnabled) << text;
        EXPECT_TRUE(settings.problems.empty()) << text;
    }
}

TEST_F(SettingsTest, AWrongValueIsNamedWithWhatItCouldBe) {
    EXPECT_EQ(ProblemOf("CLRSCOPE_CPU_HZ", "1001"),
              "CLRSCOPE_CPU_HZ='1001' is not valid: it can be a whole number from 1 to 1000; the default is used");
    EXPECT_EQ(ProblemOf("CLRSCOPE_RING_MB", "48"),
              "CLRSCOPE_RING_MB='48' is not valid: it can be a power of two from 1 to 1024; the default is used");
    EXPECT_EQ(ProblemOf("CLRSCOPE_AGENT", "maybe"),
              "CLRSCOPE_AGENT='maybe' is not valid: it can be auto or off; the default is used");
    for (const char* value : {"0", "-1", "1.5", "0x10", " 1", "1 ", "99999999999999999999999999"}) {
        ProblemOf("CLRSCOPE_CPU_HZ", value);
        ProblemOf("CLRSCOPE_RING_MB", value);
        ProblemOf("CLRSCOPE_JOURNAL_MB", value);
    }
    ProblemOf("CLRSCOPE_CPU_ENABLED", "2");
}

TEST_F(SettingsTest, AMisspeltNameIsReported) {
    EXPECT_EQ(ProblemOf("CLRSCOPE_CPU_HERTZ", "250"),
              "CLRSCOPE_CPU_HERTZ is not a setting of clrscope; docs/settings.md names all of them");
}

}  // namespace
}  // namespace clrscope
