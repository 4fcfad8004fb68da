using Clrscope.Profiles;

namespace Clrscope.Export;

/// <summary>Profiles as files in one directory.</summary>
public sealed class ProfileDirectory(string directory) : IProfileSink
{
    /// <summary>Creates the directory if there is none and proves that files can be made in it.</summary>
    /// <exception cref="ExportException">They cannot.</exception>
    public void Prepare() => Guarded("write profiles to", () =>
    {
        Directory.CreateDirectory(directory);
        string probe = Path.Combine(directory, Path.GetRandomFileName());
        File.Create(probe, bufferSize: 1, FileOptions.DeleteOnClose).Dispose();
        return true;
    });

    /// <inheritdoc/>
    public void Write(ProfileFileName name, Profile profile) => Guarded("write profiles to", () =>
    {
        Directory.CreateDirectory(directory);
        AtomicFile.Write(Path.Combine(directory, name.ToString()), stream => PprofWriter.Write(profile, stream));
        return true;
    });

    /// <inheritdoc/>
    public bool Contains(ProfileFileName name) => File.Exists(Path.Combine(directory, name.ToString()));

    /// <inheritdoc/>
    public RingRange? FindNewest(ProcessIdentity source, string kind, DateTimeOffset notBefore) => Guarded("read profiles in", () =>
    {
        // Names hold whole milliseconds.
        DateTimeOffset earliest = notBefore.AddMilliseconds(-1);
        string? newest = ProfileFiles.In(directory)
            .Where(file => file.Name.Source == source && file.Name.Kind == kind && file.Name.Start > earliest)
            .MaxBy(file => file.Name.StartPosition)?.Path;
        return newest is null ? null : RangeOf(newest, source);
    });

    // A file that something else has damaged says nothing about the ring: its samples are not on disk.
    private static RingRange? RangeOf(string path, ProcessIdentity source)
    {
        try
        {
            foreach (string comment in PprofReader.Read(path).Comments)
            {
                if (RingRange.TryParse(comment, out RingRange range) && range.Source == source)
                {
                    return range;
                }
            }

            return null;
        }
        catch (PprofFormatException)
        {
            return null;
        }
    }

    private T Guarded<T>(string what, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ExportException(
                $"cannot {what} {directory}: {error.Message} Make room or give access there, or name another directory "
                + "with output:directory (CLRSCOPE_OUTPUT).",
                error);
        }
    }
}
