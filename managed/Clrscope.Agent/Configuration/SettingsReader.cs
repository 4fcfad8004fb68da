using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Clrscope.Agent.Configuration;

/// <summary>Reads the settings: the file first, the environment over it, every name and value checked.</summary>
public static class SettingsReader
{
    /// <exception cref="SettingsException">A name is unknown, a value not allowed, or the file unreadable.</exception>
    public static ProfilerSettings Read(FileInfo file, IReadOnlyDictionary<string, string> environment)
    {
        List<string> errors = [];
        IConfigurationRoot fromFile = ReadFile(file, errors);
        CheckFile(file.FullName, fromFile, errors);
        Dictionary<string, string?> fromEnvironment = CheckEnvironment(environment, errors);
        if (errors.Count > 0)
        {
            throw new SettingsException(errors);
        }

        IConfiguration merged = new ConfigurationBuilder()
            .AddConfiguration(fromFile)
            .AddInMemoryCollection(fromEnvironment)
            .Build();
        return ProfilerSettings.From(setting => merged[setting.Key!]);
    }

    private static IConfigurationRoot ReadFile(FileInfo file, List<string> errors)
    {
        try
        {
            if (file.Exists)
            {
                using FileStream stream = file.OpenRead();
                return new ConfigurationBuilder().AddJsonStream(stream).Build();
            }
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            errors.Add($"{file.FullName}: not valid JSON: {error.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{file.FullName}: cannot be read: {error.Message}");
        }

        return new ConfigurationBuilder().Build();
    }

    private static void CheckFile(string path, IConfigurationRoot fromFile, List<string> errors)
    {
        Setting[] known = [.. SettingsTable.All.Where(setting => setting.Key is not null)];
        foreach ((string key, string? value) in fromFile.AsEnumerable().OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            bool hasChildren = fromFile.GetSection(key).GetChildren().Any();
            if (Array.Find(known, row => key.Equals(row.Key, StringComparison.OrdinalIgnoreCase)) is Setting setting)
            {
                if (hasChildren)
                {
                    errors.Add($"{path}: {setting.Key} is not a single value; allowed: {setting.Allowed}");
                }
                else if (value is null || !setting.Allows(value))
                {
                    errors.Add($"{path}: {setting.Key} is '{value ?? "null"}'; allowed: {setting.Allowed}");
                }
            }
            else if (!hasChildren && !IsEmptySection(key, value) && !Array.Exists(known, row => IsBelow(key, row.Key!)))
            {
                errors.Add($"{path}: unknown key '{key}' (value '{value}'); {Suggest(key, "", [.. known.Select(row => row.Key!)])}");
            }
        }

        bool IsEmptySection(string key, string? value) => value is null && Array.Exists(known, row => IsBelow(row.Key!, key));
    }

    private static bool IsBelow(string key, string section) =>
        key.StartsWith(section + ConfigurationPath.KeyDelimiter, StringComparison.OrdinalIgnoreCase);

    // An empty variable counts as not set, as a shell's or a composition's unset substitution leaves it.
    private static Dictionary<string, string?> CheckEnvironment(
        IReadOnlyDictionary<string, string> environment, List<string> errors)
    {
        Dictionary<string, string?> values = [];
        foreach ((string name, string value) in environment.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(SettingsTable.VariablePrefix, StringComparison.Ordinal) || value.Length == 0)
            {
                continue;
            }

            Setting? setting = SettingsTable.All.FirstOrDefault(row => row.Variable == name);
            if (setting is null)
            {
                string suggestion = Suggest(
                    name, SettingsTable.VariablePrefix, [.. SettingsTable.All.Select(row => row.Variable)]);
                errors.Add($"environment: unknown variable {name} (value '{value}'); {suggestion}");
            }
            else if (!setting.Allows(value))
            {
                errors.Add($"environment: {name} is '{value}'; allowed: {setting.Allowed}");
            }
            else if (setting.Key is not null)
            {
                values[setting.Key] = value;
            }
        }

        return values;
    }

    // Names are compared without what they all begin with.
    private static string Suggest(string name, string prefix, string[] known) =>
        NearestName.Find(name[prefix.Length..], [.. known.Select(other => other[prefix.Length..])]) is string nearest
            ? $"did you mean '{prefix}{nearest}'?"
            : $"allowed: {string.Join(", ", known)}";
}
