namespace Clrscope.EndToEnd.Tests;

/// <summary>`clrscope run`: what the user sees of the command, and what is in the profile.</summary>
public sealed class RunTests(ITestOutputHelper log) : IDisposable
{
    private readonly Workspace _workspace = new();

    private string ProfilePath => _workspace.File("profile.pb.gz");

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    public void A_profile_says_which_methods_took_which_share_of_all_the_cpu_time(int hz)
    {
        (ProgramResult run, TimeSpan kernel) = _workspace.Measure(
            ProgramStart.Clrscope("run", "-o", ProfilePath, "--hz", $"{hz}", "--"), ProgramStart.Burn($"work {Scale.Rounds} 2"));

        run.Successful();
        Assert.StartsWith("{\"mode\":\"work\",\"threads\":2,", run.Output, StringComparison.Ordinal);
        CpuProfile profile = CpuProfile.Load(ProfilePath);
        log.WriteLine(profile.Hottest());
        CpuTime.AssertEqual(kernel, profile.Cpu, log);
        Assert.InRange(profile.Self("Burn.SpinMode.Hot("), 0.65, 0.85);
        Assert.InRange(profile.Self("Burn.SpinMode.Warm("), 0.15, 0.35);
        Assert.InRange(profile.Total("Burn.SpinMode.SpinRounds("), 0.9, 1.0);
        Assert.Equal(hz, profile.Hz);
    }

    [Fact]
    public void Samples_are_labelled_with_their_process_and_thread()
    {
        RunningProgram run = _workspace.Start(ProgramStart.Clrscope("run", "-o", ProfilePath, "--").Around(ProgramStart.Burn("spin 2 2")));
        string segment = Eventually.NotNull(() => _workspace.SegmentFiles().SingleOrDefault(), "the program has a segment");
        long pid = long.Parse(Path.GetFileName(segment).Split('-')[0], System.Globalization.CultureInfo.InvariantCulture);
        run.WaitForExit(Eventually.Limit).Successful();

        CpuProfile profile = CpuProfile.Load(ProfilePath);
        Assert.Equal(["Burn"], profile.Texts("process"));
        Assert.Equal([pid], profile.Numbers("pid"));
        Assert.Superset(new HashSet<string> { "spin-0", "spin-1" }, profile.Texts("thread name").ToHashSet());
        Assert.True(profile.Numbers("thread id").Count(id => id != 0) >= 3, "the two threads and the main thread have ids");
        foreach (string thread in new[] { "spin-0", "spin-1" })
        {
            Assert.InRange(profile.Where("thread name", thread).Total("Burn.SpinMode.SpinUntil("), 0.9, 1.0);
        }
    }

    [Fact]
    public void All_processes_that_the_command_starts_are_in_one_profile()
    {
        ProgramResult run = _workspace.Run(ProgramStart.Clrscope("run", "--hz", "1000", "-o", ProfilePath, "--").Around(TwoPrograms())).Successful();

        CpuProfile profile = CpuProfile.Load(ProfilePath);
        Assert.Equal(["Burn", "HelloWorld"], profile.Texts("process").Order());
        Assert.Equal(2, profile.Numbers("pid").Count);
        foreach (long pid in profile.Numbers("pid"))
        {
            Assert.Contains($"{pid}", run.Error, StringComparison.Ordinal);
        }

        double burnt = profile.Where("process", "Burn").Total("Burn.SpinMode.");
        Assert.True(burnt > 0.7, $"{burnt} of Burn's CPU time is in its own methods\n{profile.Hottest()}");
        Assert.Equal(0, profile.Where("process", "HelloWorld").Total("Burn."));
    }

    [Fact]
    public void Each_process_gets_a_file_of_its_own_if_asked_for()
    {
        ProgramResult run = _workspace.Run(
            ProgramStart.Clrscope("run", "--hz", "1000", "--per-process", "-o", ProfilePath, "--").Around(TwoPrograms())).Successful();

        string[] files = [.. Directory.GetFiles(Path.GetDirectoryName(ProfilePath)!, "profile*.pb.gz").Order()];
        Assert.Equal(2, files.Length);
        Assert.Matches(@"/profile-Burn-\d+\.pb\.gz$", files[0]);
        Assert.Matches(@"/profile-HelloWorld-\d+\.pb\.gz$", files[1]);
        Assert.All(files, file => Assert.Contains(file, run.Error, StringComparison.Ordinal));
        Assert.Equal(["Burn"], CpuProfile.Load(files[0]).Texts("process"));
        Assert.Equal(["HelloWorld"], CpuProfile.Load(files[1]).Texts("process"));
    }

    [Fact]
    public void A_summary_on_standard_error_names_the_hottest_methods_and_the_file()
    {
        ProgramResult run = _workspace.Run(ProgramStart.Clrscope("run", "-o", ProfilePath, "--").Around(ProgramStart.Burn("spin 1 1"))).Successful();

        Assert.DoesNotContain("clrscope", run.Output, StringComparison.Ordinal);
        Assert.Contains("Burn.SpinMode.Hot(", run.Error, StringComparison.Ordinal);
        Assert.Contains(ProfilePath, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Quiet_leaves_standard_error_to_the_command()
    {
        ProgramResult run = _workspace.Run(
            ProgramStart.Clrscope("run", "--quiet", "-o", ProfilePath, "--").Around(ProgramStart.HelloWorld())).Successful();

        Assert.Equal("Hello, World!\n", run.Output);
        Assert.Equal("", run.Error);
        Assert.True(CpuProfile.Load(ProfilePath).Samples > 0);
    }

    [Fact]
    public void After_the_duration_the_profile_is_written_and_the_command_runs_on()
    {
        RunningProgram run = _workspace.Start(
            ProgramStart.Clrscope("run", "--duration", "1s", "-o", ProfilePath, "--").Around(ProgramStart.Burn("spin 600 1")));

        Eventually.True(() => File.Exists(ProfilePath), "the profile is there although the command runs");
        Eventually.True(() => run.Error.Contains("the command runs on", StringComparison.Ordinal), "clrscope says that the command runs on");
        Assert.False(run.HasEnded);
        Assert.InRange(CpuProfile.Load(ProfilePath).Total("Burn.SpinMode."), 0.5, 1.0);
        run.Signal(Posix.SIGTERM);
        Assert.Equal(128 + Posix.SIGTERM, run.WaitForExit(Eventually.Limit).ExitCode);
    }

    [Fact]
    public void Nothing_is_left_of_a_run_but_its_profile()
    {
        _workspace.Run(ProgramStart.Clrscope("run", "--quiet", "-o", ProfilePath, "--").Around(ProgramStart.HelloWorld())).Successful();

        Assert.Empty(_workspace.SegmentFiles());
        Assert.Empty(Directory.GetDirectories(_workspace.Segments));
        Assert.Empty(_workspace.Agents.Running);
        Assert.Empty(_workspace.ProfileFiles);
    }

    private static ProgramStart TwoPrograms() => ProgramStart
        .Shell("dotnet \"$1\" spin 1 1 && dotnet \"$2\"")
        .Around(new ProgramStart(Installation.Target("Burn"), Installation.Target("HelloWorld")));
}
