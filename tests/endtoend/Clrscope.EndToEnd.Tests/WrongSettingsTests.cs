namespace Clrscope.EndToEnd.Tests;

/// <summary>Each mistake in a setting is told in one line that says what is allowed; the program is unharmed.</summary>
public sealed class WrongSettingsTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public static TheoryData<string, string, string> WrongValues => new()
    {
        { "CLRSCOPE_CPU_HZ", "fast", "1 to 1000" },
        { "CLRSCOPE_CPU_HZ", "1001", "1 to 1000" },
        { "CLRSCOPE_CPU_HZ", "0", "1 to 1000" },
        { "CLRSCOPE_CPU_ENABLED", "yes", "true" },
        { "CLRSCOPE_RING_MB", "3", "a power of two from 1 to 1024" },
        { "CLRSCOPE_JOURNAL_MB", "-1", "1 to 4096" },
        { "CLRSCOPE_AGENT", "on", "auto" },
    };

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [MemberData(nameof(WrongValues))]
    public void The_library_uses_the_default_in_place_of_a_wrong_value(string variable, string value, string allowed)
    {
        RunningProgram program = _workspace.Start(ProgramStart.Burn("spin 1 1")
            .Profiled()
            .With("CLRSCOPE_AGENT", "off")
            .With(variable, value));
        string segment = _workspace.SegmentOf(program);
        Assert.Equal(100, _workspace.Ps(program)!.Hz);
        ProgramResult result = program.WaitForExit(Eventually.Limit).Successful();

        string line = Assert.Single(result.ErrorLines);
        Assert.StartsWith("clrscope: ", line, StringComparison.Ordinal);
        Assert.Contains($"{variable}='{value}'", line, StringComparison.Ordinal);
        Assert.Contains(allowed, line, StringComparison.Ordinal);
        Assert.Contains("\"mode\":\"spin\"", result.Output, StringComparison.Ordinal);
        Assert.Equal(8 << 20, RingSizeOf(segment));
    }

    [Theory]
    [MemberData(nameof(WrongValues))]
    public void Clrscope_ends_before_it_does_anything(string variable, string value, string allowed)
    {
        ProgramResult run = _workspace.Run(ProgramStart.Clrscope("run", "--").Around(ProgramStart.HelloWorld()).With(variable, value));

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        string line = Assert.Single(run.ErrorLines);
        Assert.StartsWith($"clrscope: environment: {variable} is '{value}'; allowed: ", line, StringComparison.Ordinal);
        Assert.Contains(allowed, line, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_setting_is_told_with_the_one_that_was_probably_meant()
    {
        ProgramStart command = ProgramStart.Clrscope("run", "--").Around(ProgramStart.HelloWorld());

        ProgramResult run = _workspace.Run(command.With("CLRSCOPE_CPU_HERTZ", 500));

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Equal(
            "clrscope: environment: unknown variable CLRSCOPE_CPU_HERTZ (value '500'); did you mean 'CLRSCOPE_CPU_HZ'?",
            Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void The_library_tells_an_unknown_setting_and_profiles_all_the_same()
    {
        RunningProgram program = _workspace.Start(ProgramStart.HelloWorld()
            .Profiled()
            .With("CLRSCOPE_AGENT", "off")
            .With("CLRSCOPE_CPU_HERTZ", 500));
        ProgramResult result = program.WaitForExit(Eventually.Limit).Successful();

        Assert.Equal("Hello, World!\n", result.Output);
        string line = Assert.Single(result.ErrorLines);
        Assert.StartsWith("clrscope: ", line, StringComparison.Ordinal);
        Assert.Contains("CLRSCOPE_CPU_HERTZ", line, StringComparison.Ordinal);
        Assert.Single(_workspace.SegmentFiles());
    }

    [Theory]
    [InlineData("--hz", "0", "--hz is '0'; allowed: 1 to 1000")]
    [InlineData("--duration", "soon", "--duration is 'soon'; allowed: ")]
    [InlineData("--config", "/no/such.json", "--config: /no/such.json: no such file")]
    public void A_wrong_option_is_told_with_what_is_allowed(string option, string value, string message)
    {
        ProgramResult run = _workspace.Run(ProgramStart.Clrscope("run", option, value, "--").Around(ProgramStart.HelloWorld()));

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"clrscope: {message}", run.ErrorLines[0], StringComparison.Ordinal);
        Assert.Equal("Try 'clrscope run --help'.", run.ErrorLines[1]);
        Assert.Equal(2, run.ErrorLines.Length);
    }

    [Fact]
    public void A_command_without_the_separator_is_not_run()
    {
        ProgramResult run = _workspace.Run(ProgramStart.Clrscope("run").Around(ProgramStart.HelloWorld()));

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("clrscope: write -- before the command", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_agent_program_is_told_once_and_the_samples_wait()
    {
        ProgramResult program = _workspace.Run(ProgramStart.Burn("spin 4 1")
            .Profiled()
            .With("CLRSCOPE_AGENT_PATH", "/no/such/clrscope")).Successful();

        string line = Assert.Single(program.ErrorLines);
        Assert.Contains("/no/such/clrscope cannot be run", line, StringComparison.Ordinal);
        Assert.Contains("CLRSCOPE_AGENT_PATH", line, StringComparison.Ordinal);
        Assert.True(SegmentScan.Of(Assert.Single(_workspace.SegmentFiles())).Samples > 0);
    }

    [Fact]
    public void A_missing_library_is_told_and_the_command_not_run()
    {
        string copy = _workspace.File("clrscope");
        File.Copy(Installation.Clrscope, copy);

        ProgramResult run = _workspace.Run(new ProgramStart(copy, "run", "--").Around(ProgramStart.HelloWorld()));

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("libclrscope.so", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    private static long RingSizeOf(string segment)
    {
        using Segment.SegmentFile file = Segment.SegmentFile.Open(segment, writable: false);
        return (long)file.Header.RingSize;
    }
}
