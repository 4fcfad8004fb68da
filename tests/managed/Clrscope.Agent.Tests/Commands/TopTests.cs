using Clrscope.CommandLine;
using Clrscope.Profiles;
using Clrscope.Testing;

namespace Clrscope.Agent.Tests.Commands;

public sealed class TopTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new();

    public TopTests()
    {
        ProfileBuilder builder = new(ProfileKind.Cpu)
        {
            Start = new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.Zero),
            End = new DateTimeOffset(2025, 1, 2, 3, 4, 20, TimeSpan.Zero),
        };
        int main = Location(builder, "App.Main()");
        int hot = Location(builder, "App.Hot()");
        LabelSet first = LabelSet.Create(
            new("process", "shop"), new("pid", 7), new("thread name", "worker"), new("thread id", 8));
        LabelSet second = LabelSet.Create(new("process", "build"), new("pid", 9), new("thread id", 9));
        builder.AddSample([hot, main], first, 3, 3_000_000_000);
        builder.AddSample([main], second, 1, 1_000_000_000);
        using FileStream file = File.Create(Path);
        PprofWriter.Write(builder.Build(), file);
    }

    private string Path => _directory.File("x.pb.gz");

    public void Dispose()
    {
        _directory.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void The_methods_are_ordered_by_themselves() => Assert.Equal(
        """
        cpu/nanoseconds: 4.00 s in 15.00 s, from 2025-01-02 03:04:05Z
          FLAT  FLAT%     CUM    CUM%  METHOD
        3.00 s  75.0%  3.00 s   75.0%  App.Hot()
        1.00 s  25.0%  4.00 s  100.0%  App.Main()

        """,
        Top());

    [Fact]
    public void Or_by_what_they_call_and_only_so_many() => Assert.EndsWith("App.Main()\n", Top("--cum", "-n", "1"), StringComparison.Ordinal);

    [Fact]
    public void Processes_can_be_shown_in_place_of_methods() => Assert.EndsWith(
        """
           CPU  SHARE  PID  PROCESS
        3.00 s  75.0%    7  shop
        1.00 s  25.0%    9  build

        """,
        Top("--by", "process"),
        StringComparison.Ordinal);

    [Fact]
    public void Threads_can_be_shown_in_place_of_methods() => Assert.EndsWith(
        """
           CPU  SHARE  PID  PROCESS  THREAD ID  THREAD NAME
        3.00 s  75.0%    7  shop             8  worker
        1.00 s  25.0%    9  build            9  -

        """,
        Top("--by", "thread"),
        StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_no_profile_is_an_error()
    {
        File.WriteAllText(Path, "no profile at all");
        Assert.Equal(1, CommandLineApplication.Run(["top", Path], _output, _error));
        Assert.Contains(Path, _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, CommandLineApplication.Run(["top", _directory.File("none")], _output, _error));
    }

    [Fact]
    public void A_flame_graph_is_one_page()
    {
        string page = _directory.File("x.html");
        Assert.Equal(0, CommandLineApplication.Run(["flame", Path, "-o", page], _output, _error));
        Assert.Contains("App.Hot()", File.ReadAllText(page), StringComparison.Ordinal);
    }

    private static int Location(ProfileBuilder builder, string name) =>
        builder.AddLocation(LocationInfo.NoMapping, 0, new Line(builder.AddFunction(name), 0));

    private string Top(params string[] options)
    {
        Assert.Equal(0, CommandLineApplication.Run(["top", Path, .. options], _output, _error));
        return _output.ToString();
    }
}
