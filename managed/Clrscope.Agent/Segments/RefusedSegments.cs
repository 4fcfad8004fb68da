using Clrscope.Segment;

namespace Clrscope.Agent.Segments;

/// <summary>
/// Segments that could not be used: each is reported once, and looked at again when its file changes. What failed while
/// it was served stays refused for as long as the file exists.
/// </summary>
internal sealed class RefusedSegments(Action<string> report)
{
    private readonly Dictionary<string, Refusal> _refusals = [];

    /// <summary>Whether the file is to be left alone for now.</summary>
    public bool Contains(string path) =>
        _refusals.TryGetValue(path, out Refusal? refusal) && (refusal.IsFinal || refusal.LastWriteUtc == File.GetLastWriteTimeUtc(path));

    /// <summary>Notes that a segment could not be opened.</summary>
    public void Add(string path, Exception reason)
    {
        if (reason is SegmentException { Error: SegmentError.NotFound })
        {
            return;
        }

        string message = reason is SegmentException ? reason.Message : $"{path}: {reason.Message}";
        Note(path, new Refusal(message, File.GetLastWriteTimeUtc(path), IsFinal: false));
    }

    /// <summary>Notes that serving a segment failed.</summary>
    public void AddForGood(string path, Exception reason) => Note(
        path,
        new Refusal(
            reason switch
            {
                SegmentException => reason.Message,
                IOException => $"{path}: given up: {reason.Message}",
                _ => $"{path}: given up: {reason}",
            },
            LastWriteUtc: default,
            IsFinal: true));

    /// <summary>Forgets the files that are gone.</summary>
    public void KeepOnly(IReadOnlySet<string> existing)
    {
        foreach (string path in _refusals.Keys.Where(path => !existing.Contains(path)).ToArray())
        {
            _refusals.Remove(path);
        }
    }

    private void Note(string path, Refusal refusal)
    {
        bool known = _refusals.TryGetValue(path, out Refusal? before) && before.Message == refusal.Message;
        _refusals[path] = refusal;
        if (!known)
        {
            report(refusal.Message);
        }
    }

    private sealed record Refusal(string Message, DateTime LastWriteUtc, bool IsFinal);
}
