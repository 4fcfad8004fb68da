using System.Collections;
using System.Globalization;

namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>
/// The directories of one test and the programs that it starts: nothing that runs here meets an agent, a segment or a
/// setting from elsewhere. At the end no program is left, agents included, and the directories are gone.
/// </summary>
internal sealed class Workspace : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private static readonly string[] s_foreignPrefixes = ["CLRSCOPE_", "CORECLR_", "COMPlus_", "DOTNET_", "MSBUILD", "VSTEST_", "MSBuild"];

    private readonly string _root = CreateRoot();
    private readonly List<RunningProgram> _programs = [];

    internal Workspace()
    {
        Segments = MakeDirectory("segments");
        Profiles = MakeDirectory("profiles");
    }

    /// <summary>Where segments go, in a file system in memory if there is one.</summary>
    internal string Segments { get; }

    /// <summary>Where agents write profiles.</summary>
    internal string Profiles { get; }

    /// <summary>The profiles that agents have written.</summary>
    internal string[] ProfileFiles => Directory.GetFiles(Profiles, "*.pb.gz");

    /// <summary>The agents that serve <see cref="Segments"/>.</summary>
    internal AgentProbe Agents => new(Segments);

    /// <summary>A path for the test's own use.</summary>
    internal string File(string name) => Path.Combine(_root, name);

    /// <summary>A new directory that only this user can reach.</summary>
    internal string MakeDirectory(string name)
    {
        string path = File(name);
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>The paths of all segments here, also in the private directories of `clrscope run`.</summary>
    internal string[] SegmentFiles() => [.. Directory
        .GetFiles(Segments, "*.seg", SearchOption.AllDirectories)
        .Where(path => !Path.GetFileName(path).StartsWith('.'))];

    /// <summary>The segment of a program, once it is there.</summary>
    internal string SegmentOf(RunningProgram program) => Eventually.NotNull(
        () => SegmentFiles().FirstOrDefault(path => Path.GetFileName(path).StartsWith($"{program.Pid}-", StringComparison.Ordinal)),
        $"process {program.Pid} has a segment; it has said: {program.Error}");

    /// <summary>Starts a program.</summary>
    internal RunningProgram Start(ProgramStart start)
    {
        string streams = File($"program-{_programs.Count}");
        RunningProgram program = new(start.Command, EnvironmentOf(start), _root, $"{streams}.out", $"{streams}.err");
        _programs.Add(program);
        return program;
    }

    /// <summary>Runs a program to its end.</summary>
    internal ProgramResult Run(ProgramStart start) => Start(start).WaitForExit(s_limit);

    /// <summary>
    /// Runs a program and measures the CPU time that the kernel accounts to it and to everything that it starts. It is
    /// run by <paramref name="runner"/>, which is not part of the figure.
    /// </summary>
    internal (ProgramResult Result, TimeSpan Cpu) Measure(ProgramStart runner, ProgramStart program)
    {
        string figure = File("cpu-ns");
        ProgramStart meter = new("python3", Installation.CpuMeter, figure);
        ProgramResult result = Run(runner.Around(meter.Around(program)));
        Assert.True(System.IO.File.Exists(figure), $"The command was not measured.\n{result.Error}");
        double ns = double.Parse(System.IO.File.ReadAllText(figure), CultureInfo.InvariantCulture);
        return (result, TimeSpan.FromMicroseconds(ns / 1000));
    }

    /// <summary>Serves the segments of dead processes, and ends when there are none left.</summary>
    internal ProgramResult FinishWithAgent() =>
        Run(ProgramStart.Clrscope("agent", "--dir", Segments, "--idle-exit").With("CLRSCOPE_AGENT_IDLE_SECONDS", 1));

    /// <summary>What `clrscope ps` says of a program; null if it does not know it.</summary>
    internal ProcessRow? Ps(RunningProgram program) => ProcessRow.Of(this).FirstOrDefault(row => row.Pid == program.Pid);

    public void Dispose()
    {
        foreach (RunningProgram program in _programs)
        {
            program.Dispose();
        }

        // Without programs there is nobody left to start another one.
        Agents.KillAll();
        Directory.Delete(_root, recursive: true);
    }

    private static string CreateRoot()
    {
        const string Memory = "/dev/shm";
        return Directory.Exists(Memory)
            ? Directory.CreateDirectory(
                Path.Combine(Memory, $"clrscope-test-{Path.GetRandomFileName()}"),
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName
            : Directory.CreateTempSubdirectory("clrscope-test-").FullName;
    }

    private Dictionary<string, string> EnvironmentOf(ProgramStart start)
    {
        Dictionary<string, string> variables = [];
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            string name = (string)entry.Key;
            bool isForeign = s_foreignPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
                && !name.StartsWith("DOTNET_ROOT", StringComparison.Ordinal);
            if (!isForeign)
            {
                variables[name] = (string?)entry.Value ?? "";
            }
        }

        variables["CLRSCOPE_DIR"] = Segments;
        variables["CLRSCOPE_OUTPUT"] = Profiles;
        foreach ((string name, string value) in start.Variables)
        {
            variables[name] = value;
        }

        return variables;
    }
}
