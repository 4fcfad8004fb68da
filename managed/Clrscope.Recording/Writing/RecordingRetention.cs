using Clrscope.Recording.Format;

namespace Clrscope.Recording.Writing;

/// <summary>
/// Keeps the files of a directory within bounds by deleting the oldest. Files of other names are never touched, nor are
/// those that a writer may still be writing.
/// </summary>
/// <param name="directory">Where the files are.</param>
/// <param name="writer">Whose files are known to be finished, but for one.</param>
internal sealed class RecordingRetention(string directory, uint writer)
{
    /// <summary>Deletes what is too old, and the oldest beyond the size.</summary>
    /// <param name="limits">The bounds.</param>
    /// <param name="now">The time.</param>
    /// <param name="current">Name of the file that is being written; null if there is none.</param>
    /// <exception cref="IOException">A file could not be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    internal void Apply(RecordingLimits limits, DateTimeOffset now, string? current)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        long total = 0;
        foreach ((FileInfo file, RecordingFileName name) in Files().OrderByDescending(file => file.Name.Start))
        {
            total += file.Length;
            bool isTooOld = now - name.Start - RecordingWriter.FileLength > limits.MaxAge

                // The clock was set back: nothing tells how old it really is.
                || name.Start - now > limits.MaxAge;
            if ((isTooOld || total > limits.MaxBytes) && !MayBeInUse(file.Name, name, now, current))
            {
                total -= file.Length;
                file.Delete();
            }
        }
    }

    private bool MayBeInUse(string fileName, RecordingFileName name, DateTimeOffset now, string? current) =>
        name.Writer == writer
            ? fileName == current
            : (now - name.Start).Duration() < 2 * RecordingWriter.FileLength;

    private IEnumerable<(FileInfo File, RecordingFileName Name)> Files()
    {
        foreach (string path in Directory.EnumerateFiles(directory, RecordingFileName.Pattern))
        {
            // Somebody else may take a file away at any time.
            FileInfo file = new(path);
            if (RecordingFileName.Parse(file.Name) is { } name && file.Exists)
            {
                yield return (file, name);
            }
        }
    }
}
