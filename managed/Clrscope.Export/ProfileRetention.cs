namespace Clrscope.Export;

/// <summary>
/// Keeps a directory of profiles within a size and an age by deleting the oldest. Files whose names are not a profile's
/// are never touched.
/// </summary>
public sealed class ProfileRetention(string directory)
{
    /// <summary>A temporary file that is older than this was left by a writer that was killed.</summary>
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromMinutes(10);

    /// <summary>Deletes what was written too long ago, and the oldest beyond the size; the newest stays, however large.</summary>
    /// <exception cref="ExportException">The directory could not be read, or a file not deleted.</exception>
    public void Apply(long maxBytes, TimeSpan maxAge, DateTimeOffset now)
    {
        try
        {
            DeleteExcess(maxBytes, now - maxAge);
            DeleteAbandoned(now - AbandonedAfter);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ExportException($"cannot delete old profiles in {directory}: {error.Message}", error);
        }
    }

    private void DeleteExcess(long maxBytes, DateTimeOffset oldest)
    {
        long total = 0;
        bool isNewest = true;
        foreach (ProfileFile file in ProfileFiles.In(directory).OrderByDescending(file => file.Name.Start))
        {
            // Somebody else may take a finished profile away at any time.
            FileInfo state = new(file.Path);
            if (!state.Exists)
            {
                continue;
            }

            total += state.Length;
            if (state.LastWriteTimeUtc < oldest.UtcDateTime || (total > maxBytes && !isNewest))
            {
                state.Delete();
            }

            isNewest = false;
        }
    }

    private void DeleteAbandoned(DateTimeOffset before)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        foreach (string path in Directory.EnumerateFiles(directory, AtomicFile.TemporaryPattern))
        {
            if (AtomicFile.FinalNameOf(Path.GetFileName(path)) is string name
                && ProfileFileName.TryParse(name, out _)
                && File.GetLastWriteTimeUtc(path) < before.UtcDateTime)
            {
                File.Delete(path);
            }
        }
    }
}
