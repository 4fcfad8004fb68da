using Clrscope.Agent.Configuration;
using Clrscope.Export;
using Clrscope.Testing;

namespace Clrscope.Agent.Tests.Support;

/// <summary>Everything that agents in a test share: directories, clock, configuration file and what they report.</summary>
internal sealed class AgentEnvironment : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public AgentEnvironment()
    {
        Segments = Directory.CreateDirectory(_root.File("segments"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        Profiles = _root.File("profiles");
        ConfigFile = _root.File("clrscope.json");
    }

    public string Segments { get; }

    public string Profiles { get; }

    public string Recording => _root.File("recording");

    public string ConfigFile { get; }

    public ManualTime Time { get; } = new();

    public List<string> Reports { get; } = [];

    /// <summary>Happens at each report, before the agent goes on.</summary>
    public Action<string> OnReport { get; set; } = _ => { };

    /// <summary>An agent; the default sink writes to <see cref="Profiles"/>.</summary>
    public AgentHost StartAgent(IProfileSink? sink = null, bool exitWhenIdle = false) => new(
        new AgentOptions(Segments, exitWhenIdle, "test") { Recording = Recording },
        AgentLock.TryTake(Segments, "test") ?? throw new InvalidOperationException("An agent holds the lock."),
        new SettingsMonitor(ConfigFileLocation.From(ConfigFile, new Dictionary<string, string>()), new Dictionary<string, string>()),
        sink ?? new ProfileDirectory(Profiles),
        new ProfileRetention(Profiles),
        Time,
        report =>
        {
            Reports.Add(report);
            OnReport(report);
        });

    public FakeProcess StartProcess(uint pid = 4711, string name = "shop") => new(Segments, Time, pid, name);

    /// <summary>Lets time pass in steps of the agent's passes.</summary>
    public void Pass(AgentHost agent, TimeSpan span)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < span; passed += AgentHost.PassInterval)
        {
            Time.Advance(AgentHost.PassInterval);
            agent.Tick();
        }
    }

    public void Dispose() => _root.Dispose();
}
