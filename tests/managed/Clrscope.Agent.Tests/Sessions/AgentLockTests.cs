using Clrscope.Agent.Platform;
using Clrscope.Segment;
using Clrscope.Testing;

namespace Clrscope.Agent.Tests.Sessions;

public sealed class AgentLockTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void One_agent_at_a_time_holds_the_lock()
    {
        using (AgentLock? first = AgentLock.TryTake(_directory.Path, "1"))
        {
            Assert.NotNull(first);
            Assert.Null(AgentLock.TryTake(_directory.Path, "2"));
        }

        using AgentLock? second = AgentLock.TryTake(_directory.Path, "2.0.0-longer");
        Assert.NotNull(second);
        using AgentLock? third = AgentLock.TryTake(_directory.Path, "3");
        Assert.Null(third);
    }

    [Fact]
    public void The_locks_file_names_the_holder()
    {
        AgentLock.TryTake(_directory.Path, "a version with a long name")!.Dispose();
        AgentLock.TryTake(_directory.Path, "0.1.0")!.Dispose();
        Assert.Equal($"agent.{Layout.Version}.lock", Path.GetFileName(AgentLock.PathIn(_directory.Path)));
        Assert.Equal($"{Environment.ProcessId} 0.1.0\n", File.ReadAllText(AgentLock.PathIn(_directory.Path)));
    }

    [Fact]
    public void A_directory_is_made_for_the_owner_only()
    {
        string path = _directory.File("segments");
        PrivateDirectory.Ensure(path);
        PrivateDirectory.Ensure(path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_directory_that_others_can_reach_is_refused_with_the_remedy()
    {
        string path = _directory.File("open");
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        IOException error = Assert.Throws<IOException>(() => PrivateDirectory.Ensure(path));
        Assert.Contains($"chmod 700 {path}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_is_refused()
    {
        string path = _directory.File("link");
        File.CreateSymbolicLink(path, Directory.CreateDirectory(_directory.File("target")).FullName);
        Assert.Contains("symbolic link", Assert.Throws<IOException>(() => PrivateDirectory.Ensure(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_the_way_is_refused()
    {
        string path = _directory.File("file");
        File.WriteAllText(path, "");
        Assert.Contains(path, Assert.Throws<IOException>(() => PrivateDirectory.Ensure(path)).Message, StringComparison.Ordinal);
    }
}
