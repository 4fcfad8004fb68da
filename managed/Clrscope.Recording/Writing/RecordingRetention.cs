using Clrscope.Recording.Format;

namespace Clrscope.Recording.Writing;

/// <summary>
/// Keeps the files of a directory within bounds by deleting the oldest. Files of other names are never touched, nor are
/// those that a writer may still be writing.
/// </summary>
/// <param name="directory">Where the files are.</param>
/// <param name="writer">Whose files are known to be finished, but for one.</param>
/// <param name="time">Tells how much time passes.</param>
internal sealed class RecordingRetention(string directory, uint writer, TimeProvider time)
{
    private readonly FileAges _ages = new(time);

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

        (FileInfo File, RecordingFileName Name)[] files = [.. Files()];
        IReadOnlyList<TimeSpan> ages = _ages.Of([.. files.Select(file => file.Name)], now);
        long total = 0;
        foreach (((FileInfo file, RecordingFileName name), TimeSpan age) in files.Zip(ages).OrderBy(file => file.Second))
        {
            total += file.Length;
            bool isTooOld = age - RecordingWriter.FileLength > limits.MaxAge

                // The clock was set back before we came: nothing tells how old it really is.
                || -age > limits.MaxAge;
            if ((isTooOld || total > limits.MaxBytes) && !MayBeInUse(file.Name, name, age, current))
            {
                total -= file.Length;
                file.Delete();
            }
        }
    }

    private bool MayBeInUse(string fileName, RecordingFileName name, TimeSpan age, string? current) =>
        name.Writer == writer
            ? fileName == current
            : age.Duration() < 2 * RecordingWriter.FileLength;

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
