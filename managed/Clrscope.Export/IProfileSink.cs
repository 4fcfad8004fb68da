using Clrscope.Profiles;

namespace Clrscope.Export;

/// <summary>Where finished profiles go.</summary>
public interface IProfileSink
{
    /// <summary>
    /// Writes a profile, in place of one of the same name. When this returns, the whole profile has its name and survives
    /// the end of this program, however it ends; when it throws, the name has what it had before.
    /// </summary>
    /// <exception cref="ExportException">It could not be written.</exception>
    void Write(ProfileFileName name, Profile profile);

    /// <summary>Whether a profile of this name is there.</summary>
    bool Contains(ProfileFileName name);

    /// <summary>What the profile that goes furthest into the ring of <paramref name="source"/> covers, or null.</summary>
    /// <param name="source">The process.</param>
    /// <param name="kind">Kind of the profile.</param>
    /// <param name="notBefore">
    /// Profiles that start earlier belong to another process: one of the same pid and start ticks, before the last boot.
    /// </param>
    /// <exception cref="ExportException">The profiles that exist could not be looked at.</exception>
    RingRange? FindNewest(ProcessIdentity source, string kind, DateTimeOffset notBefore);
}
