using Clrscope.CommandLine;
using Clrscope.CommandLine.Platform;
using Clrscope.CommandLine.Run;
using Clrscope.Testing;

namespace Clrscope.Agent.Tests.Commands;

public sealed class ChildProcessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("exit 3", 3)]
    [InlineData("kill -KILL $$", 128 + 9)]
    [InlineData("test \"$GIVEN\" = value -a -z \"${HOME+set}\"", 0)]
    public void The_commands_end_is_passed_on(string script, int exitCode)
    {
        using ChildProcess child = new(
            ["sh", "-c", script], new Dictionary<string, string?> { ["GIVEN"] = "value", ["HOME"] = null });
        Assert.True(child.WaitForExit(Patience));
        Assert.Equal(exitCode, child.WaitForExit());
    }

    [Theory]
    [InlineData("HUP", 1)]
    [InlineData("INT", 2)]
    [InlineData("QUIT", 3)]
    [InlineData("USR1", 10)]
    [InlineData("USR2", 12)]
    [InlineData("TERM", 15)]
    public void Signals_to_us_reach_the_command(string name, int number)
    {
        string ready = _directory.File("ready");
        using ChildProcess child = new(
            ["sh", "-c", $"trap 'exit 77' {name}; : > {ready}; while :; do sleep 0.02; done"], new Dictionary<string, string?>());
        Assert.True(SpinWait.SpinUntil(() => File.Exists(ready), Patience));
        ProcessControl.Send(Environment.ProcessId, number);
        Assert.True(child.WaitForExit(Patience));
        Assert.Equal(77, child.WaitForExit());
    }

    [Fact]
    public void A_file_that_is_no_program_ends_with_126()
    {
        string path = _directory.File("data");
        File.WriteAllText(path, "no program");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        CommandException error = Assert.Throws<CommandException>(
            () => new ChildProcess([path], new Dictionary<string, string?>()));
        Assert.Equal(126, error.ExitCode);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }
}
