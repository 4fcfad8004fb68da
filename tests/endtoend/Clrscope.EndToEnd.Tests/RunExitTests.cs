namespace Clrscope.EndToEnd.Tests;

/// <summary>`clrscope run`: how it ends is how the command ends.</summary>
public sealed class RunExitTests : IDisposable
{
    private readonly Workspace _workspace = new();

    private string ProfilePath => _workspace.File("profile.pb.gz");

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void The_exit_code_is_the_commands()
    {
        ProgramResult run = _workspace.Run(Quietly(ProgramStart.Burn("exit 7")));

        Assert.Equal(7, run.ExitCode);
        Assert.Equal("", run.Output + run.Error);
    }

    [Fact]
    public void A_crash_passes_through_with_its_message()
    {
        ProgramResult run = _workspace.Run(Quietly(ProgramStart.Burn("crash")));

        Assert.Equal(134, run.ExitCode);
        Assert.Contains("Burn was asked to crash.", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("clrscope:", run.Error, StringComparison.Ordinal);
        Assert.True(CpuProfile.Load(ProfilePath).Samples > 0);
    }

    [Theory]
    [InlineData(Posix.SIGHUP)]
    [InlineData(Posix.SIGINT)]
    [InlineData(Posix.SIGUSR1)]
    [InlineData(Posix.SIGTERM)]
    public void Signals_are_forwarded(int signal)
    {
        ProgramStart trap = ProgramStart.Shell($"trap 'echo got it; exit 3' {signal}; echo ready; while :; do sleep 0.05; done");
        RunningProgram run = _workspace.Start(Quietly(trap));

        Eventually.True(() => run.Output == "ready\n", "the command is ready");
        run.Signal(signal);

        ProgramResult result = run.WaitForExit(Eventually.Limit);
        Assert.Equal("ready\ngot it\n", result.Output);
        Assert.Equal(3, result.ExitCode);
    }

    [Theory]
    [InlineData(Posix.SIGINT)]
    [InlineData(Posix.SIGTERM)]
    public void A_program_that_a_signal_ends_has_a_profile(int signal)
    {
        RunningProgram run = _workspace.Start(Quietly(ProgramStart.Burn("spin 600 1")));
        string segment = Eventually.NotNull(() => _workspace.SegmentFiles().SingleOrDefault(), "the program has a segment");
        LiveSegment.WaitForSamples(segment, 100);

        run.Signal(signal);

        Assert.Equal(128 + signal, run.WaitForExit(Eventually.Limit).ExitCode);
        CpuProfile profile = CpuProfile.Load(ProfilePath);
        Assert.True(profile.Samples >= 100, $"{profile.Samples} samples");
        Assert.InRange(profile.Total("Burn.SpinMode."), 0.5, 1.0);
    }

    [Fact]
    public void A_command_that_cannot_be_run_ends_as_in_a_shell()
    {
        string file = _workspace.File("not-executable");
        File.WriteAllText(file, "");

        ProgramResult missing = _workspace.Run(Quietly(new ProgramStart("no-such-command")));
        ProgramResult refused = _workspace.Run(Quietly(new ProgramStart(file)));

        Assert.Equal(127, missing.ExitCode);
        Assert.Equal("clrscope: no-such-command: no such command.", Assert.Single(missing.ErrorLines));
        Assert.Equal(126, refused.ExitCode);
        Assert.Equal($"clrscope: {file}: not executable.", Assert.Single(refused.ErrorLines));
    }

    [Fact]
    public void A_command_that_is_no_dotnet_program_is_run_and_the_missing_profile_explained()
    {
        ProgramResult run = _workspace.Run(Quietly(new ProgramStart("echo", "unharmed")));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("unharmed\n", run.Output);
        Assert.StartsWith("clrscope: nothing was profiled: no .NET process loaded the profiler.", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.False(File.Exists(ProfilePath));
    }

    private ProgramStart Quietly(ProgramStart command) => ProgramStart.Clrscope("run", "--quiet", "-o", ProfilePath, "--").Around(command);
}
