using Clrscope.Segment;

namespace Clrscope.Symbols;

/// <summary>What a process runs, as far as it shows in how the process was started.</summary>
internal static class StartedProgram
{
    private const string Unknown = "[unknown]";
    private const string Host = "dotnet";

    /// <summary>Options of the host that take their value from the next argument.</summary>
    private static readonly HashSet<string> HostOptionsWithValue = new(StringComparer.OrdinalIgnoreCase)
    {
        "--additionalprobingpath", "--additional-deps", "--depsfile", "--fx-version", "--roll-forward",
        "--roll-forward-on-no-candidate-fx", "--runtimeconfig",
    };

    /// <summary>
    /// The name by which people know the process: the file name of the program; for <c>dotnet app.dll</c> that of the assembly
    /// without its extension, for a command of the SDK the command: <c>dotnet build</c>.
    /// </summary>
    public static string NameOf(ProcessInfo process)
    {
        string program = FileName(Executable(process), ".exe");
        if (program != Host)
        {
            return program.Length > 0 ? program : Unknown;
        }

        string? target = HostTarget(process.CommandLine);
        return target switch
        {
            null => Host,
            _ when IsAssembly(target) => FileName(target, ".dll", ".exe"),
            _ => $"{Host} {target}",
        };
    }

    /// <summary>
    /// The directory of the program: for <c>dotnet app.dll</c> that of the assembly. May be anything, also empty or relative: it is
    /// what the process says.
    /// </summary>
    public static string DirectoryOf(ProcessInfo process)
    {
        string executable = Executable(process);
        string program = FileName(executable, ".exe") == Host && HostTarget(process.CommandLine) is { } target && IsAssembly(target)
            ? target
            : executable;
        return Path.GetDirectoryName(Path.Combine(process.WorkingDirectory, program)) ?? "";
    }

    private static string Executable(ProcessInfo process) =>
        process.ExecutablePath.Length > 0 || process.CommandLine.Length == 0 ? process.ExecutablePath : process.CommandLine[0];

    /// <summary>The first argument that is neither an option of the host nor an option's value.</summary>
    private static string? HostTarget(string[] commandLine)
    {
        for (int i = 1; i < commandLine.Length; i++)
        {
            string argument = commandLine[i];
            if (HostOptionsWithValue.Contains(argument))
            {
                i++;
            }
            else if (argument != "exec" && !argument.StartsWith('-') && argument.Length > 0)
            {
                return argument;
            }
        }

        return null;
    }

    private static bool IsAssembly(string argument) =>
        argument.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ||
        argument.EndsWith(".exe", StringComparison.OrdinalIgnoreCase);

    /// <summary>The last part of a path of either system, without one of the extensions.</summary>
    private static string FileName(string path, params ReadOnlySpan<string> extensions)
    {
        string name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        foreach (string extension in extensions)
        {
            if (name.Length > extension.Length && name.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            {
                return name[..^extension.Length];
            }
        }

        return name;
    }
}
