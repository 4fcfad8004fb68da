namespace Clrscope.Segment;

/// <summary>Where segments lie.</summary>
public static class SegmentDirectory
{
    /// <summary>
    /// The directories that a profiled process of this user tries, in its order: CLRSCOPE_DIR alone if it is set, else the
    /// shared memory file system, else /tmp.
    /// </summary>
    public static IReadOnlyList<string> DefaultCandidates()
    {
        if (Environment.GetEnvironmentVariable("CLRSCOPE_DIR") is { Length: > 0 } chosen)
        {
            return [chosen];
        }
        uint user = Libc.GetEffectiveUserId();
        return [$"/dev/shm/clrscope-{user}", $"/tmp/clrscope-{user}"];
    }

    /// <summary>
    /// The paths of the segments in <paramref name="directory"/>, in no particular order; none if there is no such
    /// directory. Names that start with a dot are segments in the making.
    /// </summary>
    public static IReadOnlyList<string> EnumerateSegments(string directory)
    {
        try
        {
            return [.. Directory.EnumerateFiles(directory, "*.seg").Where(path => !Path.GetFileName(path).StartsWith('.'))];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SegmentException(SegmentError.Io, directory, $"cannot be listed: {e.Message}", e);
        }
    }
}
