namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>File systems that only one program and its children see; nothing is left of them when these have ended.</summary>
internal static class MountedPlaces
{
    /// <summary>Runs commands of mount before the command that is appended.</summary>
    internal static ProgramStart Behind(params ReadOnlySpan<string> mounts) => new(
    [
        Installation.Tool("unshare"),
        Posix.EffectiveUserId() == 0 ? "-m" : "-rm",
        "bash",
        "-c",
        $"set -e; {string.Join("; ", mounts)}; exec \"$@\"",
        "bash",
    ]);

    /// <summary>A mount command for an empty file system in memory.</summary>
    internal static string Memory(string directory, int kilobytes) =>
        $"mount -t tmpfs -o size={kilobytes}k,mode=700 clrscope-test '{directory}'";

    /// <summary>A mount command that makes a directory read-only, for root too.</summary>
    internal static string ReadOnly(string directory) =>
        $"mount --bind '{directory}' '{directory}'; mount -o remount,bind,ro '{directory}'";
}
