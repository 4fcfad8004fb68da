namespace Clrscope.CommandLine.Run;

/// <summary>Finds a command as a shell does.</summary>
internal static class CommandPath
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The path of the program: the name itself if it has a slash, else looked for in PATH.</summary>
    /// <exception cref="CommandException">There is none, or it is not executable.</exception>
    public static string Find(string command)
    {
        string[] candidates = command.Contains('/', StringComparison.Ordinal)
            ? [Path.GetFullPath(command)]
            : [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
                .Select(directory => Path.Combine(directory.Length == 0 ? "." : directory, command))
                .Select(Path.GetFullPath)];
        string[] existing = [.. candidates.Where(File.Exists)];
        return existing.FirstOrDefault(IsExecutable)
            ?? throw (existing.Length > 0
                ? new CommandException($"{existing[0]}: not executable.", ExitCode.NotExecutable)
                : new CommandException($"{command}: no such command.", ExitCode.NotFound));
    }

    private static bool IsExecutable(string path) => OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != 0;
}
