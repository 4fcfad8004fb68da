using System.Runtime.Versioning;

namespace Clrscope.Agent.Platform;

/// <summary>A directory that only this user can reach, since what lies in it steers programs and agents.</summary>
public static class PrivateDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Creates the directory if there is none, and checks that it is ours alone.</summary>
    /// <exception cref="IOException">It is not, or cannot be created; the message says what to do.</exception>
    /// <exception cref="PlatformNotSupportedException">On Windows.</exception>
    public static void Ensure(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Access rights of directories are known for Unix only.");
        }

        try
        {
            Directory.CreateDirectory(path, OwnerOnly);
            Check(path);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException($"{path}: {error.Message} Name a directory that you can write to with CLRSCOPE_DIR.", error);
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static void Check(string path)
    {
        DirectoryInfo directory = new(path);
        if (directory.LinkTarget is not null)
        {
            throw new IOException($"{path}: is a symbolic link; name the directory itself.");
        }

        uint owner = Posix.OwnerOf(path);
        uint user = Posix.EffectiveUserId();
        if (owner != user)
        {
            throw new IOException($"{path}: belongs to user {owner}, this is user {user}; name another directory with CLRSCOPE_DIR.");
        }

        if (directory.UnixFileMode != OwnerOnly)
        {
            throw new IOException($"{path}: others can reach it (mode {Convert.ToString((int)directory.UnixFileMode, 8)}); run 'chmod 700 {path}'.");
        }
    }
}
