namespace Clrscope.EndToEnd.Tests;

/// <summary>`clrscope ps`, `top` and `flame` on programs and profiles as they are.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Ps_shows_what_the_segment_says()
    {
        RunningProgram program = _workspace.Start(ProgramStart.Burn("spin 3600 2").Profiled().With("CLRSCOPE_CPU_HZ", 200));
        string segment = _workspace.SegmentOf(program);
        int agent = _workspace.Agents.WaitForOne();
        Eventually.True(() => _workspace.Ps(program) is { AgentPid: int pid, Samples: > 100 } && pid == agent, "ps shows the agent and samples");
        long before = SegmentScan.Of(segment).SamplesCommitted;

        ProcessRow row = _workspace.Ps(program)!;

        long after = SegmentScan.Of(segment).SamplesCommitted;
        Assert.InRange(row.Samples, before, after);
        Assert.Equal(("Burn", true, 200, segment), (row.Process, row.Running, row.Hz, row.Segment));
        Assert.Equal(Environment.Version.ToString(), row.Runtime);
        Assert.True(row.Threads >= 4, $"{row.Threads} threads");
        Assert.True(row.MeanHandlerMicroseconds > 0);
        Assert.Empty(row.Dropped);

        string[] table = _workspace.Run(ProgramStart.Clrscope("ps", "--dir", _workspace.Segments)).Successful().Output.Split('\n');
        Assert.Equal(["PID", "PROCESS"], table[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)[..2]);
        Assert.Equal([$"{program.Pid}", "Burn"], table[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[..2]);
    }

    [Fact]
    public void Ps_counts_what_a_full_ring_dropped()
    {
        RunningProgram program = _workspace.Start(ProgramStart.Burn("recurse 400 3600")
            .Profiled()
            .With("CLRSCOPE_AGENT", "off")
            .With("CLRSCOPE_RING_MB", 1)
            .With("CLRSCOPE_CPU_HZ", 1000));
        string segment = _workspace.SegmentOf(program);

        Eventually.True(() => _workspace.Ps(program)!.Dropped.Count > 0, "samples are dropped");
        program.Signal(Posix.SIGTERM);
        program.WaitForExit(Eventually.Limit);

        ProcessRow row = _workspace.Ps(program)!;
        SegmentScan scan = SegmentScan.Of(segment);
        Assert.False(row.Running);
        Assert.Equal(scan.Counters["samples_dropped_ring_full"], row.Dropped["samples_dropped_ring_full"]);
        Assert.Equal(scan.SamplesCommitted, row.Samples);
        Assert.Equal(scan.SamplesCommitted, scan.Samples);
    }

    [Fact]
    public void Ps_finds_a_run_and_says_when_there_is_nothing()
    {
        ProgramStart ps = ProgramStart.Clrscope("ps");
        Assert.Equal("No process is being profiled.\n", _workspace.Run(ps).Successful().Output);

        RunningProgram run = _workspace.Start(
            ProgramStart.Clrscope("run", "--quiet", "-o", _workspace.File("p.pb.gz"), "--").Around(ProgramStart.Burn("spin 3600 1")));

        Eventually.True(() => _workspace.Run(ps).Output.Contains("Burn", StringComparison.Ordinal), "ps shows the run's program");
        run.Signal(Posix.SIGTERM);
        run.WaitForExit(Eventually.Limit);
    }

    [Fact]
    public void Top_and_flame_show_the_hot_method()
    {
        string path = _workspace.File("profile.pb.gz");
        string page = _workspace.File("profile.html");
        _workspace.Run(ProgramStart.Clrscope("run", "--quiet", "-o", path, "--").Around(ProgramStart.Burn("spin 2 2"))).Successful();

        string[] top = _workspace.Run(ProgramStart.Clrscope("top", path, "-n", "3")).Successful().Output.Split('\n');
        string threads = _workspace.Run(ProgramStart.Clrscope("top", path, "--by", "thread")).Successful().Output;
        ProgramResult flame = _workspace.Run(ProgramStart.Clrscope("flame", path, "-o", page)).Successful();

        Assert.StartsWith("cpu/nanoseconds: ", top[0], StringComparison.Ordinal);
        Assert.EndsWith("  Burn.SpinMode.Hot(ulong)", top[2], StringComparison.Ordinal);
        Assert.Equal(3 + 2, top.Count(line => line.Length > 0));
        Assert.Contains("spin-0", threads, StringComparison.Ordinal);
        Assert.Equal("", flame.Output + flame.Error);
        string html = File.ReadAllText(page);
        Assert.StartsWith("<!doctype html>", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Burn.SpinMode.Hot(ulong)", html, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Top_and_flame_read_what_go_wrote()
    {
        // The profiler's own reader has never seen this file's origin: pprof writes a profile that it has filtered.
        string path = _workspace.File("profile.pb.gz");
        string filtered = _workspace.File("filtered.pb.gz");
        _workspace.Run(ProgramStart.Clrscope("run", "--quiet", "-o", path, "--").Around(ProgramStart.Burn("spin 2 1"))).Successful();
        GoPprof.Run(_workspace, "-proto", "-focus=Burn.SpinMode.Warm", $"-output={filtered}", path).Successful();

        string top = _workspace.Run(ProgramStart.Clrscope("top", filtered)).Successful().Output;

        Assert.Contains("Burn.SpinMode.Warm(ulong)", top, StringComparison.Ordinal);
        Assert.DoesNotContain("Burn.SpinMode.Hot(ulong)", top, StringComparison.Ordinal);
        _workspace.Run(ProgramStart.Clrscope("flame", filtered, "-o", _workspace.File("filtered.html"))).Successful();
    }

    [Theory]
    [InlineData("top")]
    [InlineData("flame", "-o", "/dev/null")]
    public void A_file_that_is_no_profile_is_refused_in_one_line(string command, params string[] options)
    {
        string path = _workspace.File("profile.pb.gz");
        File.WriteAllText(path, "no profile");

        ProgramResult result = _workspace.Run(ProgramStart.Clrscope([command, path, .. options]));

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"clrscope: {path} is not a readable pprof profile: ", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("agent")]
    [InlineData("ps")]
    [InlineData("top")]
    [InlineData("flame")]
    public void Help_has_examples(string command)
    {
        string help = _workspace.Run(ProgramStart.Clrscope(command, "--help")).Successful().Output;

        Assert.Contains("Examples:", help, StringComparison.Ordinal);
        Assert.Contains($"clrscope {command}", help, StringComparison.Ordinal);
    }
}
