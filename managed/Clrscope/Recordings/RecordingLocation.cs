using Clrscope.Agent;
using Clrscope.Agent.Configuration;

namespace Clrscope.CommandLine.Recordings;

/// <summary>Where the recording lies unless an option says so: where the settings tell the agent to keep it.</summary>
internal static class RecordingLocation
{
    /// <summary>The directory; it need not exist.</summary>
    /// <exception cref="SettingsException">The settings are wrong.</exception>
    public static string FromSettings()
    {
        IReadOnlyDictionary<string, string> environment = EnvironmentVariables.Current();
        ProfilerSettings settings = SettingsReader.Read(ConfigFileLocation.From(null, environment).Current(), environment);
        return settings.RecordingDirectory ?? DefaultOutput.Recording;
    }
}
