namespace Clrscope.EndToEnd.Tests;

/// <summary>With the runtime's three variables and nothing else, a program is profiled and an agent takes care of the rest.</summary>
public sealed class AgentLifeTests(ITestOutputHelper log) : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void One_agent_comes_by_itself_serves_all_programs_and_ends_itself()
    {
        RunningProgram[] programs = [.. Enumerable.Range(0, 2).Select(_ => _workspace.Start(Profiled(ProgramStart.Burn("spin 3600 1"))))];
        string[] counters = [.. programs.Select(KeepCounters)];

        int agent = _workspace.Agents.WaitForOne();
        Assert.All(programs, program => Eventually.True(
            () => _workspace.Ps(program)?.AgentPid == agent, $"agent {agent} serves program {program.Pid}"));
        Eventually.True(() => _workspace.Agents.Running is [int only] && only == agent, "there is one agent");
        Assert.DoesNotContain(AgentProbe.ParentOf(agent), programs.Select(program => program.Pid));
        Assert.DoesNotContain(AgentProbe.VariablesOf(agent), name => name.StartsWith("CORECLR_", StringComparison.Ordinal));

        Assert.All(programs, program => Eventually.True(
            () => ProfilesOf(program).Length >= 3, $"program {program.Pid} has a profile for each of three periods"));
        Assert.All(programs, program => program.Signal(Posix.SIGTERM));
        Assert.All(programs, program => program.WaitForExit(Eventually.Limit));
        Eventually.True(() => _workspace.Agents.Running.Length == 0, "the agent has ended");

        Assert.Empty(_workspace.SegmentFiles());
        for (int i = 0; i < programs.Length; i++)
        {
            AssertPeriods(programs[i], counters[i]);
        }
    }

    [Fact]
    public void A_program_that_is_over_before_the_agent_comes_has_a_profile()
    {
        ProgramResult program = _workspace.Run(Profiled(ProgramStart.HelloWorld()).With("CLRSCOPE_CPU_HZ", 1000)).Successful();

        Assert.Equal("Hello, World!\n", program.Output);
        Assert.Equal("", program.Error);
        Eventually.True(() => _workspace.Agents.Log.Length > 0 && _workspace.Agents.Running.Length == 0, "an agent has come and gone");
        CpuProfile profile = CpuProfile.Load(Assert.Single(_workspace.ProfileFiles));
        Assert.True(profile.Samples > 0);
        Assert.Equal(["HelloWorld"], profile.Texts("process"));
        Assert.Empty(_workspace.SegmentFiles());
    }

    [Fact]
    public void Output_and_exit_code_of_a_program_are_untouched()
    {
        ProgramResult exit = _workspace.Run(Profiled(ProgramStart.Burn("exit 7")));
        ProgramResult crash = _workspace.Run(Profiled(ProgramStart.Burn("crash")));

        Assert.Equal((7, "", ""), (exit.ExitCode, exit.Output, exit.Error));
        Assert.Equal(134, crash.ExitCode);
        Assert.StartsWith("Unhandled exception. System.InvalidOperationException: Burn was asked to crash.", crash.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void No_agent_is_started_where_that_is_left_to_somebody_else()
    {
        ProgramResult program = _workspace.Run(
            Profiled(ProgramStart.Burn("spin 3 1")).With("CLRSCOPE_AGENT", "off").With("CLRSCOPE_CPU_HZ", 1000)).Successful();

        string segment = Assert.Single(_workspace.SegmentFiles());
        SegmentScan scan = SegmentScan.Of(segment);
        Assert.Equal(0, scan.Counters["agent_starts"]);
        Assert.Empty(_workspace.ProfileFiles);
        Assert.Equal("", program.Error);

        ProgramResult agent = _workspace.FinishWithAgent().Successful();

        Assert.Contains(_workspace.Profiles, agent.Error, StringComparison.Ordinal);
        CpuProfile profile = CpuProfile.Load(Assert.Single(_workspace.ProfileFiles));
        Assert.Equal(scan.Samples, profile.Samples);
        Assert.Equal(scan.WeightNs, profile.CpuNs);
    }

    [Fact]
    public void An_agent_writes_what_it_has_when_it_is_told_to_end()
    {
        RunningProgram agent = _workspace.Start(ProgramStart.Clrscope("agent", "--dir", _workspace.Segments));
        _workspace.Agents.WaitForOne();
        RunningProgram program = _workspace.Start(Profiled(ProgramStart.Burn("spin 3600 1")).With("CLRSCOPE_AGENT", "off"));
        LiveSegment.WaitForSamples(_workspace.SegmentOf(program), 100);
        Eventually.True(() => _workspace.Ps(program)?.AgentPid == agent.Pid, "the agent serves the program");

        agent.Signal(Posix.SIGTERM);

        Assert.Equal(0, agent.WaitForExit(Eventually.Limit).ExitCode);
        Assert.True(CpuProfile.LoadAll(_workspace.ProfileFiles).Samples >= 100);
        Assert.False(program.HasEnded);
    }

    [Fact]
    public void A_second_agent_says_that_there_is_one()
    {
        _workspace.Start(ProgramStart.Clrscope("agent", "--dir", _workspace.Segments));
        _workspace.Agents.WaitForOne();

        ProgramResult second = _workspace.Run(ProgramStart.Clrscope("agent", "--dir", _workspace.Segments)).Successful();

        Assert.Equal($"clrscope: {_workspace.Segments}: another agent serves it.", Assert.Single(second.ErrorLines));
    }

    private static ProgramStart Profiled(ProgramStart program) =>
        program.Profiled().With("CLRSCOPE_PERIOD_SECONDS", 1).With("CLRSCOPE_AGENT_IDLE_SECONDS", 1);

    private string KeepCounters(RunningProgram program)
    {
        string counters = _workspace.File($"counters-{program.Pid}.seg");
        Posix.HardLink(_workspace.SegmentOf(program), counters);
        return counters;
    }

    private string[] ProfilesOf(RunningProgram program) =>
        [.. _workspace.ProfileFiles.Where(path => path.Contains($"-{program.Pid}.", StringComparison.Ordinal)).Order()];

    // The files' names begin with the start of their period.
    private void AssertPeriods(RunningProgram program, string counters)
    {
        SegmentScan scan = SegmentScan.Of(counters);
        CpuProfile[] profiles = [.. ProfilesOf(program).Select(CpuProfile.Load)];
        log.WriteLine($"{program.Pid}: {string.Join(", ", profiles.Select(profile => $"{profile.Window.Duration / 1e9:F2} s"))}");
        Assert.Equal(scan.SamplesCommitted, profiles.Sum(profile => profile.Samples));
        Assert.Equal(scan.SampleWeightNs, profiles.Sum(profile => profile.CpuNs));
        RingRange.AssertDisjoint(profiles);
        Assert.All(profiles[..^1], profile => Assert.True(profile.Window.Duration >= 1_000_000_000, "a period is not shorter than asked for"));
        foreach ((CpuProfile before, CpuProfile after) in profiles.Zip(profiles[1..]))
        {
            Assert.True(before.Window.Start + before.Window.Duration <= after.Window.Start + 1_000_000, "periods follow each other");
        }
    }
}
