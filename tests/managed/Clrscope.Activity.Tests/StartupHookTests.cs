using System.Diagnostics;

namespace Clrscope.Activities.Tests;

/// <summary>The assembly as the runtime loads it: before Main, in a program that knows nothing of it.</summary>
public sealed class StartupHookTests : IClassFixture<FakeLibrary>
{
    private const string Quiet = "";
    private readonly FakeLibrary _library;

    public StartupHookTests(FakeLibrary library) => _library = library;

    private static string Hook => typeof(StartupHook).Assembly.Location;

    [Fact]
    public void A_program_under_a_profiler()
    {
        (string output, string error) = Run(Hook, _library.Path);
        Assert.Equal(Quiet, error);
        AssertTracked(output);
    }

    [Fact]
    public void A_hook_that_is_named_twice_runs_once()
    {
        (string output, string error) = Run($"{Hook}:{Hook}", _library.Path);
        Assert.Equal(Quiet, error);
        AssertTracked(output);
    }

    [Fact]
    public void A_copy_of_the_hook_gives_way()
    {
        string copy = Path.Combine(Directory.CreateTempSubdirectory("clrscope").FullName, "Copy.dll");
        File.Copy(Hook, copy);
        (string output, string error) = Run($"{Hook}:{copy}", _library.Path);
        Assert.Equal(Quiet, error);
        AssertTracked(output);
        Directory.Delete(Path.GetDirectoryName(copy)!, recursive: true);
    }

    [Theory]
    [InlineData("1", Quiet)]
    [InlineData("2", "clrscope: profiles have no activities: this Clrscope.Activity.dll is of another version than ")]
    [InlineData("3", "clrscope: profiles have no activities: no profiler runs in this process")]
    public void A_profiler_that_refuses(string answer, string expected)
    {
        (string output, string error) = Run(Hook, _library.Path, answer);
        Assert.Contains(" 0 shown, 0 wrong, 0 started, 0 stopped", output, StringComparison.Ordinal);
        Assert.StartsWith(expected, error, StringComparison.Ordinal);
        Assert.Equal(expected.Length == 0 ? 0 : 1, error.Count(character => character == '\n'));
    }

    [Theory]
    [InlineData(null, "no profiler runs in this process")]
    [InlineData("/nowhere/libclrscope.so", "no profiler runs in this process")]
    [InlineData("/etc/passwd", "/etc/passwd is no profiler that knows activities")]
    public void No_profiler(string? path, string problem)
    {
        (string output, string error) = Run(Hook, path, look: false);
        Assert.EndsWith(": \n", output, StringComparison.Ordinal);
        Assert.Equal($"clrscope: profiles have no activities: {problem}\n", error);
    }

    private static void AssertTracked(string output)
    {
        Assert.Contains("1601 checks, 1600 shown, 0 wrong, 800 started, 800 stopped", output, StringComparison.Ordinal);
    }

    private (string Output, string Error) Run(string hooks, string? profiler, string? answer = null, bool look = true)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_STARTUP_HOOKS"] = hooks },
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Spans.dll"));
        if (look)
        {
            start.ArgumentList.Add(_library.Path);
        }
        if (profiler is not null)
        {
            start.Environment["CORECLR_PROFILER_PATH"] = profiler;
        }
        if (answer is not null)
        {
            start.Environment["FAKE_ATTACH"] = answer;
        }
        using var process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return (output, error.Result);
    }
}
