using Clrscope.CommandLine;
using Clrscope.CommandLine.Run;

namespace Clrscope.Agent.Tests.Commands;

public sealed class RunArgumentsTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private RunOptions? _options;

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void Options_before_the_separator_are_ours_and_all_behind_it_is_the_commands()
    {
        Assert.Equal(42, Run(
            "run", "-o", "x.pb.gz", "--hz", "250", "--duration", "1.5m", "--per-process", "--quiet", "--top", "3",
            "--", "dotnet", "app.dll", "--hz", "5", "@file", "--", "-o", "", "--help"));
        Assert.NotNull(_options);
        Assert.Equal(["dotnet", "app.dll", "--hz", "5", "@file", "--", "-o", "", "--help"], _options.Command);
        Assert.Equal("x.pb.gz", _options.Output);
        Assert.Equal(250, _options.Hz);
        Assert.Equal(TimeSpan.FromSeconds(90), _options.Duration);
        Assert.True(_options.PerProcess);
        Assert.True(_options.Quiet);
        Assert.Equal(3, _options.Top);
    }

    [Fact]
    public void Without_options_the_settings_decide()
    {
        Run("run", "--", "app");
        Assert.Equivalent(
            new RunOptions { Command = ["app"], Top = 10, Hz = null, Duration = null, Output = null, Config = null }, _options);
    }

    [Theory]
    [InlineData("Required argument missing", "run")]
    [InlineData("Required argument missing", "run", "--")]
    [InlineData("write -- before the command", "run", "dotnet", "app.dll")]
    [InlineData("--hz is '0'; allowed: 1 to 1000", "run", "--hz", "0", "--", "app")]
    [InlineData("--hz is 'fast'; allowed: 1 to 1000", "run", "--hz", "fast", "--", "app")]
    [InlineData("--duration is '0s'; allowed: a number with ms, s, m or h", "run", "--duration", "0s", "--", "app")]
    [InlineData("--duration is '-1s'", "run", "--duration", "-1s", "--", "app")]
    [InlineData("--duration is '1e99'", "run", "--duration", "1e99", "--", "app")]
    [InlineData("--duration is '99999h'", "run", "--duration", "99999h", "--", "app")]
    [InlineData("--top is '-1'", "run", "--top", "-1", "--", "app")]
    [InlineData("--config: /nowhere/clrscope.json: no such file", "run", "--config", "/nowhere/clrscope.json", "--", "app")]
    [InlineData("'--nonsense' is no option of run", "run", "--nonsense", "--", "app")]
    [InlineData("'dotnet' is no option of run", "run", "--quiet", "dotnet", "--", "app")]
    [InlineData("Required command was not provided", "rnu")]
    public void A_wrong_command_line_is_told_on_standard_error_and_ends_with_2(string message, params string[] args)
    {
        Assert.Equal(2, Run(args));
        Assert.Contains(message, _error.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("clrscope: ", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
        Assert.Null(_options);
    }

    [Theory]
    [InlineData("")]
    [InlineData("run")]
    [InlineData("agent")]
    [InlineData("ps")]
    [InlineData("top")]
    [InlineData("flame")]
    public void Every_command_has_help_with_examples(string command)
    {
        Assert.Equal(0, Run([.. new[] { command, "--help" }.Where(text => text.Length > 0)]));
        Assert.Contains("Examples:", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"  clrscope {command}", _output.ToString(), StringComparison.Ordinal);
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public void The_help_of_the_agent_has_the_settings()
    {
        Run("agent", "--help");
        Assert.Contains("output:periodSeconds, CLRSCOPE_PERIOD_SECONDS", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_of_the_run_is_told_in_one_line()
    {
        int exitCode = CommandLineApplication.Run(
            ["run", "--", "app"], _output, _error, (_, _) => throw new CommandException("no such thing.", 127));
        Assert.Equal(127, exitCode);
        Assert.Equal($"clrscope: no such thing.{Environment.NewLine}", _error.ToString());
    }

    private int Run(params string[] args) => CommandLineApplication.Run(args, _output, _error, (options, _) =>
    {
        _options = options;
        return 42;
    });
}
