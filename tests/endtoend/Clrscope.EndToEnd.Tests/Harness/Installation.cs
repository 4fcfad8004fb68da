namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>What the tests run: the files that ./build.sh makes, and tools of the system.</summary>
internal static class Installation
{
    /// <summary>The directory of the solution.</summary>
    internal static string Repository { get; } = FindRepository();

    private static string Out { get; } =
        Environment.GetEnvironmentVariable("CLRSCOPE_OUT") is { Length: > 0 } chosen ? Path.GetFullPath(chosen) : Path.Combine(Repository, "out");

    internal static string Clrscope => Existing(Path.Combine(Out, "clrscope"));

    internal static string Library => Existing(Path.Combine(Out, "libclrscope.so"));

    /// <summary>Reads segments without any of clrscope's code.</summary>
    internal static string SegmentScanner => Existing(Path.Combine(Repository, "tests", "tools", "scan_segment.py"));

    /// <summary>Reads what a process publishes for outside profilers, without any of clrscope's code.</summary>
    internal static string ContextReader => Existing(Path.Combine(Repository, "tests", "tools", "read_context.py"));

    /// <summary>Runs a command and writes down the CPU time that the kernel accounts to it.</summary>
    internal static string CpuMeter => Existing(Path.Combine(Repository, "tests", "tools", "measure_cpu.py"));

    /// <summary>Runs a command that the kernel refuses a system call.</summary>
    internal static string CallFilter => Existing(Path.Combine(Repository, "tests", "tools", "forbid_call.py"));

    /// <summary>Preloaded into a program, it lets the test set the program's wall clock.</summary>
    internal static string SteppedClock => Existing(Path.Combine(Out, "targets", "stepped_clock.so"));

    /// <summary>The assembly of a program from tests/targets.</summary>
    internal static string Target(string name) => Existing(Path.Combine(Out, "targets", name, $"{name}.dll"));

    /// <summary>The executable of a program from tests/targets that brings its own runtime.</summary>
    internal static string SelfContained(string directory, string name) => Existing(Path.Combine(Out, "targets", directory, name));

    /// <summary>The path of a program of the system.</summary>
    internal static string Tool(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException($"{name} is not on the PATH: run ./build.sh test, which installs what the tests need.");

    private static string Existing(string path) =>
        File.Exists(path) ? path : throw new InvalidOperationException($"{path} is missing: run ./build.sh test, which builds it.");

    private static string FindRepository()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Profiler.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException($"No Profiler.sln above {AppContext.BaseDirectory}.");
    }
}
