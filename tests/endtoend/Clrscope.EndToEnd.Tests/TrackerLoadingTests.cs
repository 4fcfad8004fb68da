using System.Text.Json.Nodes;

namespace Clrscope.EndToEnd.Tests;

/// <summary>
/// The three variables that load the profiler have the runtime load Clrscope.Activity.dll beside it, too, before Main.
/// One that says that it runs stands in for it here.
/// </summary>
public sealed class TrackerLoadingTests : IDisposable
{
    private const string Hello = "Hello, World!\n";
    private const string HookRuns = "hook Hook\n";
    private const string OtherHookRuns = "hook OtherHook\n";

    private readonly Workspace _workspace = new();

    /// <summary>HelloWorld on each runtime that clrscope is for.</summary>
    public static TheoryData<string> Runtimes => ["8", "9", "10"];

    public static TheoryData<string, string> Unloadable => new()
    {
        { "text", "is not clrscope's, or is not whole" },
        { "beginning", "is not clrscope's, or is not whole" },
        { "half", "is not clrscope's, or is not whole" },
        { "missing", "is missing or cannot be read" },
        { "directory", "is missing or cannot be read" },
    };

    private string Tracker => _workspace.File("installed/Clrscope.Activity.dll");

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void It_runs_before_Main(string runtime)
    {
        ProgramResult program = _workspace.Run(Installed(HelloWorld(runtime)));

        Assert.Equal((HookRuns + Hello, "", 0), (program.Output, program.Error, program.ExitCode));
    }

    /// <summary>A runtime uses no code that was compiled for another major version, and says nothing of it.</summary>
    [Theory]
    [MemberData(nameof(Runtimes))]
    public void It_is_compiled_ahead_of_time(string runtime)
    {
        string compiled = _workspace.File("compiled.txt");
        _workspace.Run(HelloWorld(runtime).Profiled().With("DOTNET_JitStdOutFile", compiled).With("DOTNET_JitDisasmSummary", 1)).Successful();

        string[] methods = File.ReadAllLines(compiled);
        Assert.Contains(methods, method => method.Contains("ManagedStartup", StringComparison.Ordinal));
        Assert.DoesNotContain(methods, method => method.Contains("Clrscope", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void It_needs_neither_a_diagnostics_port_nor_a_writable_tmp(string runtime)
    {
        ProgramStart start = Installed(HelloWorld(runtime)).With("DOTNET_EnableDiagnostics_IPC", 0);
        ProgramResult program = _workspace.Run(MountedPlaces.Behind(MountedPlaces.ReadOnly("/tmp")).Around(start));

        Assert.Equal((HookRuns + Hello, "", 0), (program.Output, program.Error, program.ExitCode));
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Hooks_of_others_run_after_it(string runtime)
    {
        ProgramResult program = _workspace.Run(Installed(HelloWorld(runtime)).With("DOTNET_STARTUP_HOOKS", Installation.Target("OtherHook")));

        Assert.Equal((HookRuns + OtherHookRuns + Hello, "", 0), (program.Output, program.Error, program.ExitCode));
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void A_hook_that_comes_through_the_diagnostics_port_runs_after_it(string runtime)
    {
        RunningProgram program = _workspace.Start(Installed(HelloWorld(runtime)).With("DOTNET_DefaultDiagnosticPortSuspend", 1));
        DiagnosticPort port = DiagnosticPort.Of(program);
        port.ApplyStartupHook(Installation.Target("OtherHook"));
        port.ResumeStartup();
        ProgramResult result = program.WaitForExit(Eventually.Limit).Successful();

        Assert.EndsWith(HookRuns + OtherHookRuns + Hello, result.Output, StringComparison.Ordinal);
        Assert.Equal("", result.Error);
    }

    // As it is where a trimmed runtime lacks what it refers to.
    [Theory]
    [MemberData(nameof(Runtimes))]
    public void What_it_throws_does_not_reach_the_program(string runtime)
    {
        ProgramResult program = _workspace.Run(
            Installed(HelloWorld(runtime)).With("HOOK_THROWS", 1).With("DOTNET_STARTUP_HOOKS", Installation.Target("OtherHook")));

        Assert.Equal((OtherHookRuns + Hello, "", 0), (program.Output, program.Error, program.ExitCode));
    }

    [Theory]
    [InlineData("installed/Clrscope.Activity.dll")]
    [InlineData("elsewhere/Clrscope.Activity.dll")]
    public void Named_among_the_programs_own_hooks_it_runs_once(string named)
    {
        _workspace.MakeDirectory("elsewhere");
        File.Copy(Installation.Target("Hook"), _workspace.File("elsewhere/Clrscope.Activity.dll"));

        ProgramResult program = _workspace.Run(Installed(HelloWorld("10")).With("DOTNET_STARTUP_HOOKS", _workspace.File(named)));

        Assert.Equal((HookRuns + Hello, "", 0), (program.Output, program.Error, program.ExitCode));
    }

    [Fact]
    public void Switched_off_it_is_not_loaded()
    {
        ProgramResult program = _workspace.Run(Installed(HelloWorld("10")).With("CLRSCOPE_ACTIVITY_ENABLED", "false"));

        Assert.Equal((Hello, "", 0), (program.Output, program.Error, program.ExitCode));
    }

    [Theory]
    [MemberData(nameof(Unloadable))]
    public void What_the_runtime_could_not_load_costs_the_activities_and_one_line(string kind, string why)
    {
        ProgramStart start = Installed(HelloWorld("10"));
        byte[] whole = File.ReadAllBytes(Tracker);
        File.Delete(Tracker);
        switch (kind)
        {
            case "text":
                File.WriteAllText(Tracker, "not an assembly");
                break;
            case "beginning":
                File.WriteAllText(Tracker, "MZ");
                break;
            case "half":
                File.WriteAllBytes(Tracker, whole[..(whole.Length / 2)]);
                break;
            case "directory":
                Directory.CreateDirectory(Tracker);
                break;
            default:
                break;
        }

        ProgramResult program = _workspace.Run(start);

        Assert.Equal((Hello, 0), (program.Output, program.ExitCode));
        Assert.Equal($"clrscope: profiles have no activities: {Tracker} {why}", Assert.Single(program.ErrorLines));
    }

    [Fact]
    public void A_program_that_has_hooks_switched_off_is_told_so_once()
    {
        string directory = _workspace.MakeDirectory("program");
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(Installation.Target("Burn"))!))
        {
            File.Copy(file, Path.Combine(directory, Path.GetFileName(file)));
        }
        string settings = Path.Combine(directory, "Burn.runtimeconfig.json");
        JsonNode json = JsonNode.Parse(File.ReadAllText(settings))!;
        json["runtimeOptions"]!["configProperties"]!["System.StartupHookProvider.IsSupported"] = false;
        File.WriteAllText(settings, json.ToJsonString());

        ProgramResult program = _workspace.Run(Installed(new("dotnet", Path.Combine(directory, "Burn.dll"), "sleep", "7"))).Successful();

        Assert.DoesNotContain(HookRuns, program.Output, StringComparison.Ordinal);
        Assert.Equal(
            "clrscope: profiles have no activities: the program has start-up hooks switched off (System.StartupHookProvider.IsSupported)",
            Assert.Single(program.ErrorLines));
    }

    [Fact]
    public void It_may_lie_where_no_list_of_hooks_could_name_it()
    {
        ProgramResult program = _workspace.Run(Installed(HelloWorld("10"), "a:b"));

        Assert.Equal((HookRuns + Hello, "", 0), (program.Output, program.Error, program.ExitCode));
    }

    private static ProgramStart HelloWorld(string runtime) => runtime switch
    {
        "10" => ProgramStart.HelloWorld(),
        _ => new(Installation.SelfContained($"HelloWorld{runtime}", "HelloWorld")),
    };

    /// <summary>The library with a hook beside it.</summary>
    private ProgramStart Installed(ProgramStart program, string directory = "installed")
    {
        _workspace.MakeDirectory(directory);
        string library = _workspace.File($"{directory}/libclrscope.so");
        File.Copy(Installation.Library, library);
        File.Copy(Installation.Target("Hook"), _workspace.File($"{directory}/Clrscope.Activity.dll"));
        return program.Profiled().With("CORECLR_PROFILER_PATH", library).With("CLRSCOPE_AGENT", "off");
    }
}
