using Clrscope.Agent.Segments;
using Clrscope.Agent.Tests.Support;
using Clrscope.Export;
using Clrscope.Profiles;
using Clrscope.Segment;

namespace Clrscope.Agent.Tests.Sessions;

public sealed class AgentSessionTests : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    private readonly AgentEnvironment _environment = new();

    public void Dispose() => _environment.Dispose();

    [Fact]
    public void Each_period_with_samples_gets_a_file_and_frees_the_ring()
    {
        using FakeProcess process = _environment.StartProcess();
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        process.AddSamples(10);
        _environment.Pass(agent, Period);
        process.AddSamples(5);
        _environment.Pass(agent, Period);
        _environment.Pass(agent, Period);

        Assert.Equal([10L, 5L], WrittenProfiles.All(_environment.Profiles).Select(profile => profile.Total(0)));
        Assert.Equal(process.Committed, WrittenProfiles.LeafAddresses(_environment.Profiles));
        ConsumerState consumer = process.ReadConsumer();
        Assert.Equal(process.Builder.Producer.Head, consumer.Tail);
        Assert.Equal(process.Builder.Producer.Head, consumer.ReadPosition);
        Assert.Equal(_environment.Time.NowNs, consumer.HeartbeatNs);
        Assert.Equal(Environment.ProcessId, consumer.AgentPid);
    }

    [Fact]
    public void A_file_tells_its_window_labels_rate_and_range()
    {
        using FakeProcess process = _environment.StartProcess();
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        DateTimeOffset start = _environment.Time.GetUtcNow();
        process.AddSamples(1);
        _environment.Pass(agent, Period);

        Profile profile = Assert.Single(WrittenProfiles.All(_environment.Profiles));
        Assert.Equal(Period.Ticks * 100, profile.DurationNanos);
        Assert.InRange(profile.TimeNanos / 100, (start - DateTimeOffset.UnixEpoch).Ticks - 1, (start - DateTimeOffset.UnixEpoch).Ticks);
        Assert.Equal(10_000_000, profile.Period);
        Assert.Equal("shop", profile.Mappings[0].FileName);
        LabelSet labels = Assert.Single(profile.Samples).Labels;
        Assert.Equal(new Label("process", "shop"), labels.Find("process"));
        Assert.Equal(new Label("pid", 4711), labels.Find("pid"));
        Assert.Equal(new Label("thread name", "main"), labels.Find("thread name"));
        Assert.Equal(new Label("thread id", 4712), labels.Find("thread id"));
        Assert.Equal(
            $"clrscope ring 0..{process.Builder.Producer.Head} of 4711-1234567", Assert.Single(profile.Comments));
    }

    [Fact]
    public void Under_pressure_the_periods_file_is_written_early_and_completed_at_its_end()
    {
        using FakeProcess process = _environment.StartProcess();
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        process.AddSamples(600);
        _environment.Pass(agent, AgentHost.PassInterval);
        string early = Assert.Single(WrittenProfiles.Paths(_environment.Profiles));
        Assert.Equal(process.Builder.Producer.Head, process.ReadConsumer().Tail);

        process.AddSamples(100);
        _environment.Pass(agent, Period);
        Assert.Equal([early], WrittenProfiles.Paths(_environment.Profiles));
        Assert.Equal(process.Committed, WrittenProfiles.LeafAddresses(_environment.Profiles));
        Assert.Equal(0, process.Dropped);
    }

    [Fact]
    public void Half_a_ring_is_left_alone_until_the_period_ends()
    {
        using FakeProcess process = _environment.StartProcess();
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        process.AddSamples(340);
        _environment.Pass(agent, AgentHost.PassInterval);
        Assert.Empty(WrittenProfiles.Paths(_environment.Profiles));
        Assert.Equal(0UL, process.ReadConsumer().Tail);
    }

    [Fact]
    public void A_dead_process_is_finished_and_its_segment_removed()
    {
        using FakeProcess process = _environment.StartProcess();
        using AgentHost agent = _environment.StartAgent();
        process.AddSamples(7);
        process.Change(builder => builder.Producer.Learned = 0);
        agent.Tick();
        Assert.Empty(WrittenProfiles.LeafAddresses(_environment.Profiles));

        process.Die();
        agent.Tick();
        Assert.Equal(process.Committed, WrittenProfiles.LeafAddresses(_environment.Profiles));
        Assert.False(File.Exists(process.Path));
    }

    [Fact]
    public void A_process_that_died_before_the_agent_came_is_finished()
    {
        FakeProcess process = _environment.StartProcess();
        process.AddSamples(7);
        process.Die();
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        Assert.Equal(process.Committed, WrittenProfiles.LeafAddresses(_environment.Profiles));
        Assert.False(File.Exists(process.Path));
    }

    [Fact]
    public void A_dead_process_without_samples_leaves_no_file()
    {
        _environment.StartProcess().Die();
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        Assert.Empty(Directory.GetFiles(_environment.Segments, "*.seg"));
        Assert.Empty(WrittenProfiles.Paths(_environment.Profiles));
    }

    [Fact]
    public void A_hole_holds_a_live_process_up_for_two_seconds_and_a_dead_one_not_at_all()
    {
        using FakeProcess alive = _environment.StartProcess(1);
        using FakeProcess dead = _environment.StartProcess(2);
        foreach (FakeProcess process in new[] { alive, dead })
        {
            process.Change(builder => builder.AddHole(frames: 3));
            process.AddSamples(1);
        }

        dead.Die();
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        Assert.Single(WrittenProfiles.LeafAddresses(_environment.Profiles));

        _environment.Pass(agent, SegmentDrain.HoleWait - AgentHost.PassInterval);
        Assert.Equal(0UL, alive.ReadConsumer().ReadPosition);
        _environment.Pass(agent, AgentHost.PassInterval);
        Assert.Equal(alive.Builder.Producer.Head, alive.ReadConsumer().ReadPosition);
    }

    [Fact]
    public void A_hole_that_is_filled_in_time_loses_nothing()
    {
        using FakeProcess process = _environment.StartProcess();
        ulong position = 0;
        process.Change(builder => position = builder.AddTorn(0x5000));
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        process.Change(builder => builder.Commit(position));
        process.Die();
        agent.Tick();
        Assert.Equal([0x5000UL], WrittenProfiles.LeafAddresses(_environment.Profiles));
    }

    [Fact]
    public void While_profiles_cannot_be_written_the_ring_keeps_them_and_the_failure_is_reported_once()
    {
        using FakeProcess process = _environment.StartProcess();
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        File.WriteAllText(_environment.Profiles, "a file stands in the way");
        process.AddSamples(10);
        _environment.Pass(agent, Period + Period);
        Assert.Equal(0UL, process.ReadConsumer().Tail);
        Assert.Contains("output:directory", Assert.Single(_environment.Reports), StringComparison.Ordinal);

        process.Die();
        agent.Tick();
        Assert.True(File.Exists(process.Path));

        File.Delete(_environment.Profiles);
        _environment.Pass(agent, TimeSpan.FromSeconds(6));
        Assert.Equal(process.Committed, WrittenProfiles.LeafAddresses(_environment.Profiles));
        Assert.False(File.Exists(process.Path));
        Assert.Equal("profiles are written again.", _environment.Reports[^1]);
    }

    [Fact]
    public void A_damaged_journal_is_reported_and_the_samples_are_kept()
    {
        using FakeProcess process = _environment.StartProcess();
        process.Change(builder => builder.Journal.AddRaw([1, 2, 3, 4, 5, 6, 7, 8]));
        process.AddSamples(3);
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        process.Die();
        agent.Tick();
        Assert.Equal(3, WrittenProfiles.LeafAddresses(_environment.Profiles).Count);
        Assert.Contains(process.Path, Assert.Single(_environment.Reports), StringComparison.Ordinal);
    }

    [Fact]
    public void Ending_an_agent_writes_what_there_is_and_leaves_the_process_to_the_next()
    {
        using FakeProcess process = _environment.StartProcess();
        using CancellationTokenSource cancelled = new();
        using (AgentHost agent = _environment.StartAgent())
        {
            agent.Tick();
            process.AddSamples(10);
            cancelled.Cancel();
            agent.Run(cancelled.Token);
        }

        Assert.Equal(process.Committed, WrittenProfiles.LeafAddresses(_environment.Profiles));
        process.AddSamples(5);
        process.Die();
        using AgentHost next = _environment.StartAgent();
        next.Tick();
        Assert.Equal(process.Committed, WrittenProfiles.LeafAddresses(_environment.Profiles));
    }
}
