using Clrscope.Agent.Configuration;
using Clrscope.Testing;

namespace Clrscope.Agent.Tests.Settings;

public sealed class SettingsReaderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Dictionary<string, string> _environment = [];

    private string ConfigFile => _directory.File("clrscope.json");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Without_a_file_and_variables_the_defaults_apply()
    {
        ProfilerSettings settings = Read();
        Assert.True(settings.CpuEnabled);
        Assert.Equal(100, settings.CpuHz);
        Assert.Null(settings.OutputDirectory);
        Assert.Equal(TimeSpan.FromSeconds(15), settings.OutputPeriod);
        Assert.Equal(512L << 20, settings.OutputMaxBytes);
        Assert.Equal(TimeSpan.FromHours(168), settings.OutputMaxAge);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.AgentIdle);
    }

    [Fact]
    public void Every_key_of_the_file_is_read()
    {
        WriteFile(
            """
            {
              // comments and trailing commas are welcome
              "cpu": { "enabled": false, "hz": 250 },
              "activity": { "enabled": false, "spansPerSecond": 7, "spanPercent": 8, "lateJoinSeconds": 9 },
              "labels": { "trace": false, "spanNumbers": true, "endpoint": false, "thread": true },
              "recording": { "enabled": false, "directory": "/var/lib/recording", "minutes": 3, "maxMegabytes": 4 },
              "Output": { "directory": "/var/lib/profiles", "periodSeconds": 60, "maxMegabytes": 1, "maxAgeHours": 2 },
              "agent": { "idleSeconds": 5 },
            }
            """);
        Assert.Equal(
            new ProfilerSettings
            {
                CpuEnabled = false,
                CpuHz = 250,
                ActivityEnabled = false,
                SpansPerSecond = 7,
                SpanPercent = 8,
                LateJoin = TimeSpan.FromSeconds(9),
                Labels = new LabelGroups(Trace: false, SpanNumbers: true, Endpoint: false, Thread: true),
                RecordingEnabled = false,
                RecordingDirectory = "/var/lib/recording",
                RecordingAge = TimeSpan.FromMinutes(3),
                RecordingMaxBytes = 4 << 20,
                OutputDirectory = "/var/lib/profiles",
                OutputPeriod = TimeSpan.FromSeconds(60),
                OutputMaxBytes = 1 << 20,
                OutputMaxAge = TimeSpan.FromHours(2),
                AgentIdle = TimeSpan.FromSeconds(5),
            },
            Read());
    }

    [Fact]
    public void The_environment_wins_over_the_file_and_an_empty_variable_does_not_count()
    {
        WriteFile("""{ "cpu": { "hz": 250, "enabled": false } }""");
        _environment["CLRSCOPE_CPU_HZ"] = "999";
        _environment["CLRSCOPE_CPU_ENABLED"] = "";
        ProfilerSettings settings = Read();
        Assert.Equal(999, settings.CpuHz);
        Assert.False(settings.CpuEnabled);
    }

    [Theory]
    [InlineData("""{ "cpu": { "hz": 0 } }""", "cpu:hz is '0'; allowed: 1 to 1000")]
    [InlineData("""{ "cpu": { "hz": 1001 } }""", "cpu:hz is '1001'; allowed: 1 to 1000")]
    [InlineData("""{ "cpu": { "hz": -5 } }""", "cpu:hz is '-5'; allowed: 1 to 1000")]
    [InlineData("""{ "cpu": { "hz": 99.5 } }""", "cpu:hz is '99.5'; allowed: 1 to 1000")]
    [InlineData("""{ "cpu": { "hz": "" } }""", "cpu:hz is ''; allowed: 1 to 1000")]
    [InlineData("""{ "cpu": { "hz": null } }""", "cpu:hz is 'null'; allowed: 1 to 1000")]
    [InlineData("""{ "cpu": { "enabled": "yes" } }""", "cpu:enabled is 'yes'; allowed: true, false")]
    [InlineData("""{ "output": { "directory": "profiles" } }""", "output:directory is 'profiles'; allowed: an absolute path")]
    [InlineData("""{ "output": { "periodSeconds": 3601 } }""", "output:periodSeconds is '3601'; allowed: 1 to 3600")]
    [InlineData("""{ "output": { "maxMegabytes": 0 } }""", "output:maxMegabytes is '0'; allowed: 1 to 1048576")]
    [InlineData("""{ "output": { "maxAgeHours": 99999 } }""", "output:maxAgeHours is '99999'; allowed: 1 to 87600")]
    [InlineData("""{ "agent": { "idleSeconds": "soon" } }""", "agent:idleSeconds is 'soon'; allowed: 1 to 86400")]
    [InlineData("""{ "cpu": { "herz": 5 } }""", "unknown key 'cpu:herz' (value '5'); did you mean 'cpu:hz'?")]
    [InlineData("""{ "hz": 5 }""", "unknown key 'hz' (value '5'); did you mean 'cpu:hz'?")]
    [InlineData("""{ "cpu": 5 }""", "unknown key 'cpu' (value '5'); allowed: cpu:enabled, cpu:hz, activity:enabled, ")]
    [InlineData("""{ "cpu": { "hz": [ 5 ] } }""", "cpu:hz is not a single value; allowed: 1 to 1000")]
    [InlineData("""{ "cpu": { "hz": { "value": 5 } } }""", "cpu:hz is not a single value; allowed: 1 to 1000")]
    [InlineData("""{ "colour": "red" }""", "unknown key 'colour' (value 'red'); allowed: cpu:enabled, ")]
    [InlineData("""{ "cpu": """, "not valid JSON: ")]
    [InlineData("""[ 1 ]""", "not valid JSON: ")]
    [InlineData("""{ "cpu": { "hz": 5 }, "CPU": { "HZ": 6 } }""", "not valid JSON: ")]
    public void A_mistake_in_the_file_is_named(string content, string message)
    {
        WriteFile(content);
        string error = Assert.Single(Errors());
        Assert.StartsWith($"{ConfigFile}: {message}", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CLRSCOPE_CPU_HZ", "many", "environment: CLRSCOPE_CPU_HZ is 'many'; allowed: 1 to 1000")]
    [InlineData("CLRSCOPE_CPU_ENABLED", "1", "environment: CLRSCOPE_CPU_ENABLED is '1'; allowed: true, false")]
    [InlineData("CLRSCOPE_OUTPUT", "here", "environment: CLRSCOPE_OUTPUT is 'here'; allowed: an absolute path")]
    [InlineData("CLRSCOPE_AGENT", "on", "environment: CLRSCOPE_AGENT is 'on'; allowed: auto, off")]
    [InlineData("CLRSCOPE_RING_MB", "12", "environment: CLRSCOPE_RING_MB is '12'; allowed: a power of two from 1 to 1024")]
    [InlineData("CLRSCOPE_JOURNAL_MB", "0", "environment: CLRSCOPE_JOURNAL_MB is '0'; allowed: 1 to 4096")]
    [InlineData("CLRSCOPE_HZ", "5", "environment: unknown variable CLRSCOPE_HZ (value '5'); did you mean 'CLRSCOPE_CPU_HZ'?")]
    [InlineData("CLRSCOPE_AGNET", "off", "environment: unknown variable CLRSCOPE_AGNET (value 'off'); did you mean 'CLRSCOPE_AGENT'?")]
    [InlineData("CLRSCOPE_FLUX_CAPACITOR", "x", "environment: unknown variable CLRSCOPE_FLUX_CAPACITOR (value 'x'); allowed: CLRSCOPE_CPU_ENABLED, ")]
    public void A_mistake_in_the_environment_is_named(string variable, string value, string message)
    {
        _environment[variable] = value;
        Assert.StartsWith(message, Assert.Single(Errors()), StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_named_at_once()
    {
        WriteFile("""{ "cpu": { "hz": 0, "enabled": 3 } }""");
        _environment["CLRSCOPE_CPU_HZ"] = "0";
        Assert.Equal(3, Errors().Count);
    }

    [Fact]
    public void Variables_of_others_and_empty_sections_are_no_mistake()
    {
        WriteFile("""{ "cpu": {}, "output": null }""");
        _environment["PATH"] = "/bin";
        _environment["CLRSCOPE_DIR"] = "/dev/shm/x";
        Assert.Equal(100, Read().CpuHz);
    }

    private void WriteFile(string content) => File.WriteAllText(ConfigFile, content);

    private ProfilerSettings Read() => SettingsReader.Read(new FileInfo(ConfigFile), _environment);

    private IReadOnlyList<string> Errors() => Assert.Throws<SettingsException>(Read).Errors;
}
