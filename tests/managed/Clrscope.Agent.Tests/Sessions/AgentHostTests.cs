using Clrscope.Agent.Tests.Support;
using Clrscope.Export;
using Clrscope.Profiles;
using Clrscope.Segment;
using Clrscope.Testing;

namespace Clrscope.Agent.Tests.Sessions;

public sealed class AgentHostTests : IDisposable
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    private readonly AgentEnvironment _environment = new();

    public void Dispose() => _environment.Dispose();

    [Fact]
    public void Segments_that_cannot_be_used_are_reported_once_and_the_others_served()
    {
        SaveBroken("corrupt.seg", builder => builder.Header.Magic = 0);
        SaveBroken("future.seg", builder => builder.Header.Version = Layout.Version + 1);
        File.WriteAllText(Path.Combine(_environment.Segments, "short.seg"), "x");
        File.CreateSymbolicLink(Path.Combine(_environment.Segments, "link.seg"), "/etc/passwd");
        using FakeProcess process = _environment.StartProcess();
        process.AddSamples(3);
        using AgentHost agent = _environment.StartAgent();
        _environment.Pass(agent, TimeSpan.FromSeconds(20));

        Assert.Equal(3, WrittenProfiles.LeafAddresses(_environment.Profiles).Count);
        Assert.Equal(4, _environment.Reports.Count);
        foreach (string name in new[] { "corrupt.seg", "future.seg", "short.seg", "link.seg" })
        {
            Assert.Single(_environment.Reports, report => report.Contains(name, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_segment_of_another_user_is_reported_and_left_alone()
    {
        if (Environment.UserName != "root")
        {
            return;
        }

        FakeProcess process = _environment.StartProcess();
        process.Die();
        GiveAway(process.Path);
        using AgentHost agent = _environment.StartAgent();
        _environment.Pass(agent, TimeSpan.FromSeconds(3));
        Assert.Contains("belongs to user 65534", Assert.Single(_environment.Reports), StringComparison.Ordinal);
        Assert.True(File.Exists(process.Path));
    }

    [Fact]
    public void A_refused_segment_is_looked_at_again_when_its_file_changes()
    {
        string path = SaveBroken("4711-1234567.seg", builder => builder.Header.Magic = 0);
        using AgentHost agent = _environment.StartAgent();
        _environment.Pass(agent, TimeSpan.FromSeconds(2));
        Assert.Single(_environment.Reports);

        SegmentBuilder builder = new();
        builder.AddSample(0x5000);
        builder.Save(path);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(10));
        _environment.Pass(agent, TimeSpan.FromSeconds(2));
        Assert.Equal([0x5000UL], WrittenProfiles.LeafAddresses(_environment.Profiles));
        Assert.Single(_environment.Reports);
    }

    [Fact]
    public void A_failure_in_one_session_ends_it_alone_and_is_reported_once()
    {
        using FakeProcess bad = _environment.StartProcess(1, "bad");
        using FakeProcess good = _environment.StartProcess(2, "good");
        using AgentHost agent = _environment.StartAgent(new FailingSink(_environment.Profiles, "bad"));
        agent.Tick();
        bad.AddSamples(5);
        good.AddSamples(5);
        _environment.Pass(agent, TimeSpan.FromSeconds(40));

        Assert.Equal(good.Committed, WrittenProfiles.LeafAddresses(_environment.Profiles));
        string report = Assert.Single(_environment.Reports);
        Assert.Contains(bad.Path, report, StringComparison.Ordinal);
        Assert.Contains(nameof(SimulatedCrashException), report, StringComparison.Ordinal);
        Assert.True(File.Exists(bad.Path));
    }

    [Fact]
    public void A_segment_that_is_cut_short_ends_its_session_alone()
    {
        using FakeProcess bad = _environment.StartProcess(1);
        using FakeProcess good = _environment.StartProcess(2);
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        good.AddSamples(5);
        bad.Die();
        using (FileStream file = new(bad.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(100);
        }

        _environment.Pass(agent, TimeSpan.FromSeconds(20));
        Assert.Equal(good.Committed, WrittenProfiles.LeafAddresses(_environment.Profiles));
        Assert.Contains(bad.Path, Assert.Single(_environment.Reports), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_process_gets_the_settings_and_a_changed_file_reaches_the_running_ones()
    {
        WriteConfig("""{ "cpu": { "hz": 250 } }""", 1);
        using FakeProcess process = _environment.StartProcess();
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        Assert.Equal((true, 250), Controlled(process));

        WriteConfig("""{ "cpu": { "hz": 40, "enabled": false } }""", 2);
        _environment.Pass(agent, TimeSpan.FromSeconds(1));
        Assert.Equal((false, 40), Controlled(process));

        WriteConfig("""{ "cpu": { "hz": 0 } }""", 3);
        _environment.Pass(agent, TimeSpan.FromSeconds(1));
        Assert.Equal((false, 40), Controlled(process));
        Assert.Contains("allowed: 1 to 1000", _environment.Reports[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_control_page_that_says_the_same_already_is_not_written()
    {
        using FakeProcess process = _environment.StartProcess();
        ulong before = process.ReadControl().Generation;
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        Assert.Equal(before, process.ReadControl().Generation);
    }

    [Fact]
    public void An_agent_ends_some_time_after_the_last_process()
    {
        using FakeProcess process = _environment.StartProcess();
        using AgentHost agent = _environment.StartAgent(exitWhenIdle: true);
        Assert.True(agent.Tick());
        _environment.Time.Advance(Idle * 3);
        Assert.True(agent.Tick());
        process.Die();
        Assert.True(agent.Tick());
        _environment.Time.Advance(Idle - TimeSpan.FromSeconds(1));
        Assert.True(agent.Tick());
        _environment.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(agent.Tick());
        Assert.Null(Record.Exception(() => _environment.StartAgent().Dispose()));
    }

    [Fact]
    public void An_agent_that_was_not_asked_to_end_when_idle_stays()
    {
        using AgentHost agent = _environment.StartAgent(exitWhenIdle: false);
        _environment.Time.Advance(Idle * 100);
        Assert.True(agent.Tick());
    }

    [Fact]
    public void A_process_that_comes_while_its_agent_is_about_to_end_keeps_it()
    {
        // The agent says that it leaves something behind just before it gives up the lock, after its last scan. A process
        // that makes its segment then finds the lock taken, and starts no agent.
        File.WriteAllText(_environment.Profiles, "a file stands in the way");
        FakeProcess unfinished = _environment.StartProcess(1);
        unfinished.AddSamples(1);
        unfinished.Die();
        using AgentHost agent = _environment.StartAgent(exitWhenIdle: true);
        agent.Tick();
        FakeProcess? late = null;
        _environment.OnReport = report =>
            late = report.Contains("left to the next agent", StringComparison.Ordinal) ? _environment.StartProcess(2) : null;
        _environment.Time.Advance(Idle);
        Assert.True(agent.Tick());
        Assert.NotNull(late);
        Assert.Throws<InvalidOperationException>(() => _environment.StartAgent());
        late.Dispose();
    }

    [Fact]
    public void What_could_not_be_written_is_left_to_the_next_agent()
    {
        File.WriteAllText(_environment.Profiles, "a file stands in the way");
        FakeProcess process = _environment.StartProcess();
        process.AddSamples(5);
        process.Die();
        using (AgentHost agent = _environment.StartAgent(exitWhenIdle: true))
        {
            Assert.True(agent.Tick());
            _environment.Time.Advance(Idle);
            Assert.False(agent.Tick());
        }

        Assert.Contains("left to the next agent", _environment.Reports[^1], StringComparison.Ordinal);
        File.Delete(_environment.Profiles);
        using AgentHost next = _environment.StartAgent();
        next.Tick();
        Assert.Equal(process.Committed, WrittenProfiles.LeafAddresses(_environment.Profiles));
    }

    [Fact]
    public void Old_profiles_go_while_the_agent_runs()
    {
        Directory.CreateDirectory(_environment.Profiles);
        string old = Path.Combine(
            _environment.Profiles,
            new ProfileFileName(DateTimeOffset.UnixEpoch, "shop", new(1, 2), "cpu", 0).ToString());
        File.WriteAllText(old, "");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-30));
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        Assert.False(File.Exists(old));
    }

    [Fact]
    public void What_an_owner_left_that_was_killed_while_it_made_its_segment_goes_once_it_is_old()
    {
        string abandoned = AddBirth(".1-2.seg.tmp", minutesOld: 2);
        string young = AddBirth(".3-4.seg.tmp", minutesOld: 0);
        string owned = AddBirth(".5-6.seg.tmp", minutesOld: 2);
        using FileStream owner = new(owned, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        Assert.False(File.Exists(abandoned));
        Assert.True(File.Exists(young));
        Assert.True(File.Exists(owned));
    }

    private static (bool, int) Controlled(FakeProcess process)
    {
        ControlValues control = process.ReadControl();
        return (control.CpuEnabled, control.CpuHz);
    }

    private static void GiveAway(string path)
    {
        using System.Diagnostics.Process chown = System.Diagnostics.Process.Start("chown", ["65534", path]);
        chown.WaitForExit();
        Assert.Equal(0, chown.ExitCode);
    }

    private string AddBirth(string name, int minutesOld)
    {
        string path = Path.Combine(_environment.Segments, name);
        File.WriteAllText(path, "");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-minutesOld));
        return path;
    }

    private string SaveBroken(string name, Action<SegmentBuilder> breakIt)
    {
        SegmentBuilder builder = new();
        breakIt(builder);
        return builder.Save(Path.Combine(_environment.Segments, name));
    }

    private void WriteConfig(string content, int secondsFromNow)
    {
        File.WriteAllText(_environment.ConfigFile, content);
        File.SetLastWriteTimeUtc(_environment.ConfigFile, DateTime.UtcNow.AddSeconds(secondsFromNow));
    }

    private sealed class FailingSink(string directory, string process) : IProfileSink
    {
        private readonly ProfileDirectory _inner = new(directory);

        public void Write(ProfileFileName name, Profile profile)
        {
            if (name.Process == process)
            {
                throw new SimulatedCrashException();
            }

            _inner.Write(name, profile);
        }

        public bool Contains(ProfileFileName name) => _inner.Contains(name);

        public RingRange? FindNewest(ProcessIdentity source, string kind, DateTimeOffset notBefore) => null;
    }
}
