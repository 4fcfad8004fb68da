using System.Globalization;
using Clrscope.Agent.Platform;

namespace Clrscope.Agent;

/// <summary>Where an agent writes unless the settings say otherwise: below a directory in /tmp that only the user can reach.</summary>
public static class DefaultOutput
{
    /// <summary>The directory of recordings, whether it is there or not.</summary>
    public static string Recording => Path.Combine(Parent, "recording");

    private static string Parent => string.Create(CultureInfo.InvariantCulture, $"/tmp/clrscope-{Posix.EffectiveUserId()}");

    /// <summary>The directory of profiles, below one that is made if there is none.</summary>
    /// <exception cref="IOException">Somebody else has taken its name.</exception>
    public static string PrepareProfiles()
    {
        PrivateDirectory.Ensure(Parent);
        return Path.Combine(Parent, "profiles");
    }

    /// <summary>The same for recordings.</summary>
    /// <exception cref="IOException">Somebody else has taken its name.</exception>
    public static string PrepareRecording()
    {
        PrivateDirectory.Ensure(Parent);
        return Recording;
    }
}
