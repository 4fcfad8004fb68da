namespace Clrscope.EndToEnd.Tests;

/// <summary>Agents that die by SIGKILL are replaced, and no sample is lost or written twice.</summary>
public sealed class KilledAgentTests(ITestOutputHelper log) : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void The_files_of_all_agents_together_hold_each_sample_once()
    {
        RunningProgram program = _workspace.Start(ProgramStart.Burn("spin 3600 2")
            .Profiled()
            .With("CLRSCOPE_CPU_HZ", 1000)
            .With("CLRSCOPE_PERIOD_SECONDS", 1)
            .With("CLRSCOPE_AGENT_IDLE_SECONDS", 1));
        string segment = _workspace.SegmentOf(program);

        // The counters stay readable under this name when the segment is finished and removed.
        string counters = _workspace.File("counters.seg");
        Posix.HardLink(segment, counters);
        for (int i = 0; i < Scale.Kills; i++)
        {
            int agent = _workspace.Agents.WaitForOne();
            KillAtSomeInstant(agent, i);
        }

        _workspace.Agents.WaitForOne();
        program.Signal(Posix.SIGTERM);
        Assert.Equal(128 + Posix.SIGTERM, program.WaitForExit(Eventually.Limit).ExitCode);
        Eventually.True(() => !File.Exists(segment), "the segment is finished and gone");

        SegmentScan scan = SegmentScan.Of(counters);
        CpuProfile[] profiles = [.. _workspace.ProfileFiles.Select(CpuProfile.Load)];
        log.WriteLine(
            $"{scan.Counters["agent_starts"]} agents started, {profiles.Length} files, {scan.SamplesCommitted} samples committed, "
            + $"{scan.Counters["samples_dropped_ring_full"]} dropped");
        Assert.True(scan.Counters["agent_starts"] > Scale.Kills, "each agent that was killed was replaced");
        Assert.Equal(scan.SamplesCommitted, profiles.Sum(profile => profile.Samples));
        Assert.Equal(scan.SampleWeightNs, profiles.Sum(profile => profile.CpuNs));
        RingRange.AssertDisjoint(profiles);
    }

    // Every other kill comes at any instant of a period; the others just after a file was begun or got its name, when
    // the file and the ring's tail do not agree yet.
    private void KillAtSomeInstant(int agent, int number)
    {
        if (number % 2 == 0)
        {
            Thread.Sleep(Random.Shared.Next(1500));
        }
        else
        {
            using var files = new FileSystemWatcher(_workspace.Profiles) { NotifyFilter = NotifyFilters.FileName };
            files.EnableRaisingEvents = true;
            files.WaitForChanged(number % 4 == 1 ? WatcherChangeTypes.Renamed : WatcherChangeTypes.Created, Eventually.Limit);
        }

        _ = Posix.Kill(agent, Posix.SIGKILL);
        Eventually.True(() => !_workspace.Agents.Running.Contains(agent), $"agent {agent} is gone");
    }
}
