using System.Globalization;
using Clrscope.Agent.Platform;

namespace Clrscope.Agent;

/// <summary>Where profiles go unless the settings say otherwise: below a directory in /tmp that only the user can reach.</summary>
public static class DefaultOutput
{
    /// <summary>The directory, made if there is none.</summary>
    /// <exception cref="IOException">Somebody else has taken its name.</exception>
    public static string Prepare()
    {
        string parent = string.Create(CultureInfo.InvariantCulture, $"/tmp/clrscope-{Posix.EffectiveUserId()}");
        PrivateDirectory.Ensure(parent);
        return Path.Combine(parent, "profiles");
    }
}
