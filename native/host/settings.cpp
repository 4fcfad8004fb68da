#include "host/settings.h"

#include <cstdlib>
#include <map>

#include "host/config_file.h"
#include "host/variables.h"
#include "platform/environment.h"
#include "platform/file.h"
#include "segment/layout.h"

namespace clrscope {

namespace {

constexpr const char* kSystemConfig = "/etc/clrscope.json";

bool ParseNumber(const std::string& text, uint64_t low, uint64_t high, uint64_t* number) {
    if (text.empty() || text.size() > 18 || text.find_first_not_of("0123456789") != std::string::npos) return false;
    *number = std::strtoull(text.c_str(), nullptr, 10);
    return *number >= low && *number <= high;
}

bool ParseBool(const std::string& text, bool* value) {
    std::string lower = text;
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (lower != "true" && lower != "false") return false;
    *value = lower == "true";
    return true;
}

class Reader {
  public:
    explicit Reader(Settings* settings) : settings_(settings) {}

    bool Number(const char* name, uint64_t low, uint64_t high, uint64_t* number) {
        const std::string text = platform::Variable(name);
        if (text.empty()) return false;
        uint64_t parsed;
        if (!ParseNumber(text, low, high, &parsed)) {
            Problem(name, text, "a whole number from " + std::to_string(low) + " to " + std::to_string(high));
            return false;
        }
        *number = parsed;
        return true;
    }

    bool Bool(const char* name, bool* value) {
        const std::string text = platform::Variable(name);
        if (text.empty()) return false;
        if (ParseBool(text, value)) return true;
        Problem(name, text, "true or false");
        return false;
    }

    void Problem(const char* name, const std::string& value, const std::string& allowed) {
        settings_->problems.push_back(std::string(name) + "='" + value + "' is not valid: it can be " + allowed +
                                      "; the default is used");
    }

  private:
    Settings* settings_;
};

void ReadSizes(Reader* reader, Settings* settings) {
    uint64_t megabytes;
    if (reader->Number("CLRSCOPE_RING_MB", 1, layout::kMaxRingSize >> 20, &megabytes)) {
        if ((megabytes & (megabytes - 1)) == 0) {
            settings->ringSize = megabytes << 20;
        } else {
            reader->Problem("CLRSCOPE_RING_MB", std::to_string(megabytes), "a power of two from 1 to 1024");
        }
    }
    if (reader->Number("CLRSCOPE_JOURNAL_MB", 1, 4096, &megabytes)) settings->journalLimit = megabytes << 20;
}

void ReadFile(const std::string& path, Settings* settings) {
    const std::map<std::string, std::string> values = ReadJsonScalars(platform::ReadSmallFile(path));
    const auto boolean = [&](const char* key, bool* value) {
        const auto found = values.find(key);
        if (found != values.end()) ParseBool(found->second, value);
    };
    const auto number = [&](const char* key, uint64_t low, uint64_t high, uint32_t* value) {
        const auto found = values.find(key);
        uint64_t parsed;
        if (found != values.end() && ParseNumber(found->second, low, high, &parsed)) {
            *value = static_cast<uint32_t>(parsed);
        }
    };
    ControlValues& control = settings->control;
    boolean("cpu:enabled", &control.cpuEnabled);
    number("cpu:hz", layout::kMinCpuHz, layout::kMaxCpuHz, &control.cpuHz);
    boolean("activity:enabled", &control.activityEnabled);
    number("activity:spanspersecond", 0, layout::kMaxSpansPerSecond, &control.spansPerSecond);
    number("activity:spanpercent", 0, layout::kMaxSpanPercent, &control.spanPercent);
}

void ReadControl(Reader* reader, Settings* settings) {
    const auto boolean = [&](const char* name, layout::PinnedSetting pin, bool* value) {
        if (reader->Bool(name, value)) settings->pinned |= pin;
    };
    const auto number = [&](const char* name, layout::PinnedSetting pin, uint64_t low, uint64_t high, uint32_t* value) {
        uint64_t parsed;
        if (!reader->Number(name, low, high, &parsed)) return;
        *value = static_cast<uint32_t>(parsed);
        settings->pinned |= pin;
    };
    ControlValues& control = settings->control;
    boolean("CLRSCOPE_CPU_ENABLED", layout::kPinnedCpuEnabled, &control.cpuEnabled);
    number("CLRSCOPE_CPU_HZ", layout::kPinnedCpuHz, layout::kMinCpuHz, layout::kMaxCpuHz, &control.cpuHz);
    boolean("CLRSCOPE_ACTIVITY_ENABLED", layout::kPinnedActivityEnabled, &control.activityEnabled);
    number("CLRSCOPE_ACTIVITY_SPANS_PER_SECOND", layout::kPinnedSpansPerSecond, 0, layout::kMaxSpansPerSecond,
           &control.spansPerSecond);
    number("CLRSCOPE_ACTIVITY_SPAN_PERCENT", layout::kPinnedSpanPercent, 0, layout::kMaxSpanPercent,
           &control.spanPercent);
}

}  // namespace

Settings Settings::Read(const std::string& configFallback) {
    Settings settings;
    Reader reader(&settings);
    std::string config = platform::Variable("CLRSCOPE_CONFIG");
    if (config.empty()) config = platform::IsReadable(configFallback) ? configFallback : kSystemConfig;
    ReadFile(config, &settings);

    for (const std::string& name : UnknownVariables(platform::Environment())) {
        settings.problems.push_back(name + " is not a setting of clrscope; docs/settings.md names all of them");
    }
    settings.directory = platform::Variable("CLRSCOPE_DIR");
    settings.agentPath = platform::Variable("CLRSCOPE_AGENT_PATH");
    const std::string agent = platform::Variable("CLRSCOPE_AGENT");
    if (agent == "off") {
        settings.startAgent = false;
    } else if (!agent.empty() && agent != "auto") {
        reader.Problem("CLRSCOPE_AGENT", agent, "auto or off");
    }
    ReadSizes(&reader, &settings);
    ReadControl(&reader, &settings);
    return settings;
}

}  // namespace clrscope
