namespace Clrscope.Export;

/// <summary>
/// Writes a file so that its name never stands for half of it: under a temporary name in the same directory, then renamed.
/// The file is not forced to the disk: what it is made from does not survive the machine either.
/// </summary>
public static class AtomicFile
{
    /// <summary>What the names of temporary files match.</summary>
    internal const string TemporaryPattern = TemporaryPrefix + "*" + TemporarySuffix;

    private const string TemporaryPrefix = ".";
    private const string TemporarySuffix = ".tmp";

    /// <summary>Writes <paramref name="path"/>, replacing it. On failure the temporary file is removed.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        string temporary = TemporaryPathOf(path);
        try
        {
            // What a predecessor left half written has the same name; creating anew never follows a planted link.
            File.Delete(temporary);
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            throw;
        }
    }

    /// <summary>The final name that a temporary file's name stands for, or null if it is not one.</summary>
    internal static string? FinalNameOf(string temporaryName) =>
        temporaryName.StartsWith(TemporaryPrefix, StringComparison.Ordinal)
        && temporaryName.EndsWith(TemporarySuffix, StringComparison.Ordinal)
        && temporaryName.Length > TemporaryPrefix.Length + TemporarySuffix.Length
            ? temporaryName[TemporaryPrefix.Length..^TemporarySuffix.Length]
            : null;

    /// <summary>Where <paramref name="path"/> is written before it gets its name.</summary>
    internal static string TemporaryPathOf(string path) => Path.Combine(
        Path.GetDirectoryName(Path.GetFullPath(path))!, TemporaryPrefix + Path.GetFileName(path) + TemporarySuffix);

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The failure that led here is the one to report.
        }
    }
}
