using Clrscope.Agent.Collecting;
using Clrscope.Agent.Configuration;
using Clrscope.Agent.Tests.Support;
using Clrscope.Profiles;

namespace Clrscope.Agent.Tests.Sessions;

public sealed class ProcessCollectorTests : IDisposable
{
    private readonly AgentEnvironment _environment = new();

    public void Dispose() => _environment.Dispose();

    [Fact]
    public void Ended_and_running_processes_are_collected_and_running_ones_told_to_stop()
    {
        using FakeProcess ended = _environment.StartProcess(1, "ended");
        using FakeProcess running = _environment.StartProcess(2, "running");
        ended.AddSamples(3);
        running.AddSamples(4);
        ended.Die();
        using ProcessCollector collector = Create(hz: 333);
        IReadOnlyList<CollectedProcess> processes = collector.Finish();

        Assert.Equal(
            [(1, "ended", 3L, false), (2, "running", 4L, true)],
            processes.OrderBy(process => process.Pid).Select(process => (process.Pid, process.Name, process.Samples, process.IsRunning)));
        Assert.Equal(7, ProfileMerger.Merge(processes.Select(process => process.Profile)).Total(0));
        Assert.False(File.Exists(ended.Path));
        Assert.False(running.ReadControl().CpuEnabled);
        Assert.Equal(running.Builder.Producer.Head, running.ReadConsumer().Tail);
    }

    [Fact]
    public void The_given_rate_wins_over_the_settings()
    {
        File.WriteAllText(_environment.ConfigFile, """{ "cpu": { "hz": 50 } }""");
        using FakeProcess process = _environment.StartProcess();
        using ProcessCollector collector = Create(hz: 333);
        collector.Finish();
        Assert.Equal(333, process.ReadControl().CpuHz);
    }

    [Fact]
    public void Processes_that_come_after_the_end_are_told_not_to_sample()
    {
        using ProcessCollector collector = Create(hz: null);
        collector.Finish();
        using FakeProcess late = _environment.StartProcess();
        collector.Start();
        Assert.True(SpinWait.SpinUntil(() => !late.ReadControl().CpuEnabled, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void The_ring_is_freed_while_the_process_runs()
    {
        using FakeProcess process = _environment.StartProcess();
        process.AddSamples(600);
        using ProcessCollector collector = Create(hz: null);
        collector.Start();
        ulong head = process.Builder.Producer.Head;
        Assert.True(SpinWait.SpinUntil(() => process.ReadConsumer().Tail == head, TimeSpan.FromSeconds(30)));
        process.AddSamples(600);
        Assert.Equal(1200, Assert.Single(collector.Finish()).Samples);
    }

    private ProcessCollector Create(int? hz) => new(
        _environment.Segments,
        new SettingsMonitor(
            ConfigFileLocation.From(_environment.ConfigFile, new Dictionary<string, string>()), new Dictionary<string, string>()),
        hz,
        _environment.Time,
        _environment.Reports.Add);
}
