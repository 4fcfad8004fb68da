using Clrscope.Recording.Format;

namespace Clrscope.Recording.Writing;

/// <summary>
/// How old files are, whatever becomes of the wall clock: it is believed once, when a file is first seen, and from then on time is
/// counted. A file would else be as old as the clock is set forward, and everything recorded would be lost at once.
/// </summary>
internal sealed class FileAges(TimeProvider time)
{
    private Dictionary<RecordingFileName, Sight> _seen = [];

    /// <summary>The ages of the files that there are now; others are forgotten. Negative for what is from the future.</summary>
    internal IReadOnlyList<TimeSpan> Of(IReadOnlyList<RecordingFileName> files, DateTimeOffset now)
    {
        Dictionary<RecordingFileName, Sight> seen = [];
        foreach (RecordingFileName file in files)
        {
            seen[file] = _seen.TryGetValue(file, out Sight sight) ? sight : new Sight(now - file.Start, time.GetTimestamp());
        }

        _seen = seen;
        return [.. files.Select(file => seen[file].Age + time.GetElapsedTime(seen[file].Timestamp))];
    }

    private readonly record struct Sight(TimeSpan Age, long Timestamp);
}
