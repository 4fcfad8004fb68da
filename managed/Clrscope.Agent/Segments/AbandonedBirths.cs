using Clrscope.Agent.Platform;
using Microsoft.Win32.SafeHandles;

namespace Clrscope.Agent.Segments;

/// <summary>
/// Removes segments that were never finished: their owners were killed between making the file and giving it its name. They
/// hold nothing, but as much memory as a ring.
/// </summary>
internal static class AbandonedBirths
{
    private const string Pattern = ".*.seg.tmp";

    /// <summary>A file takes its owner's lock right after it is made; one this old has or had it.</summary>
    private static readonly TimeSpan BirthTime = TimeSpan.FromMinutes(1);

    /// <summary>Removes those whose owners are dead.</summary>
    /// <exception cref="IOException">One could not be looked at or removed.</exception>
    public static void Remove(string directory, DateTimeOffset now)
    {
        foreach (string path in Directory.EnumerateFiles(directory, Pattern))
        {
            if (now - File.GetLastWriteTimeUtc(path) > BirthTime)
            {
                using SafeFileHandle file = Posix.OpenOrCreate(path);
                if (Posix.TryLock(file))
                {
                    File.Delete(path);
                }
            }
        }
    }
}
