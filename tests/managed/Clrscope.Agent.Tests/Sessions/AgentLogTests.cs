using Clrscope.Agent.Tests.Support;
using Clrscope.Testing;

namespace Clrscope.Agent.Tests.Sessions;

public sealed class AgentLogTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly StringWriter _console = new();

    public void Dispose()
    {
        _directory.Dispose();
        _console.Dispose();
    }

    [Fact]
    public void A_message_goes_to_the_console_and_with_its_time_to_the_file()
    {
        string file = _directory.File("agent.log");
        ManualTime time = new();
        new AgentLog(_console, file, time).Write("serving");
        Assert.Equal($"clrscope: serving{Environment.NewLine}", _console.ToString());
        Assert.Equal($"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ} serving{Environment.NewLine}", File.ReadAllText(file));
    }

    [Fact]
    public void The_file_and_its_predecessor_stay_within_their_bound()
    {
        AgentLog log = new(TextWriter.Null, _directory.File("agent.log"), TimeProvider.System);
        string message = new('x', 10_000);
        for (int i = 0; i < 300; i++)
        {
            log.Write(message);
        }

        long total = Directory.GetFiles(_directory.Path).Sum(path => new FileInfo(path).Length);
        Assert.InRange(total, AgentLog.MaxBytes / 2, AgentLog.MaxBytes + (4 * message.Length));
        Assert.Equal(2, Directory.GetFiles(_directory.Path).Length);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_said_once()
    {
        AgentLog log = new(_console, _directory.File("none/agent.log"), TimeProvider.System);
        log.Write("one");
        log.Write("two");
        string[] lines = _console.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Contains("cannot write the log", lines[1], StringComparison.Ordinal);
    }
}
