using System.Globalization;
using Clrscope.Agent.Configuration;
using Clrscope.Agent.Platform;

namespace Clrscope.CommandLine.Recordings;

/// <summary>Where the recording lies unless an option says so.</summary>
internal static class RecordingLocation
{
    private const string Variable = "CLRSCOPE_RECORDING_DIRECTORY";

    /// <summary>The directory; it need not exist.</summary>
    public static string Default() =>
        EnvironmentVariables.Current().GetValueOrDefault(Variable) is { Length: > 0 } directory
            ? directory
            : string.Create(CultureInfo.InvariantCulture, $"/tmp/clrscope-{Posix.EffectiveUserId()}/recording");
}
