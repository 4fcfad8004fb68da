using System.Collections;

namespace Clrscope.Agent.Configuration;

/// <summary>The environment of this process.</summary>
public static class EnvironmentVariables
{
    /// <summary>All variables by name.</summary>
    public static IReadOnlyDictionary<string, string> Current() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(
            entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
}
