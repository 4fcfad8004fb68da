namespace Clrscope.Agent.Configuration;

/// <summary>
/// Where the configuration file is looked for: the one named on the command line or in CLRSCOPE_CONFIG and no other, else
/// the first that exists of clrscope.json beside the executable and /etc/clrscope.json.
/// </summary>
public sealed class ConfigFileLocation
{
    private const string FileName = "clrscope.json";

    private readonly string[] _candidates;

    private ConfigFileLocation(params string[] candidates) => _candidates = candidates;

    /// <summary>Where the file is looked for when <paramref name="commandLinePath"/> was given with --config, or null.</summary>
    public static ConfigFileLocation From(string? commandLinePath, IReadOnlyDictionary<string, string> environment)
    {
        if (!string.IsNullOrEmpty(commandLinePath))
        {
            return new(Path.GetFullPath(commandLinePath));
        }

        if (environment.TryGetValue(SettingsTable.ConfigFile.Variable, out string? named) && named.Length > 0)
        {
            return new(Path.GetFullPath(named));
        }

        string executableDirectory = Path.GetDirectoryName(Environment.ProcessPath) ?? AppContext.BaseDirectory;
        return new(Path.Combine(executableDirectory, FileName), Path.Combine("/etc", FileName));
    }

    /// <summary>The file that applies now: absent if none of the candidates exists.</summary>
    public FileInfo Current()
    {
        FileInfo[] files = [.. _candidates.Select(path => new FileInfo(path))];
        return files.FirstOrDefault(file => file.Exists) ?? files[0];
    }
}
