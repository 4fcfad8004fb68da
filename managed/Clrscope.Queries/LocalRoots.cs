using Clrscope.Recording;

namespace Clrscope.Queries;

/// <summary>The local roots of a window: the requests, by the key that samples have.</summary>
internal sealed class LocalRoots
{
    private readonly RecordingReader _recording;
    private readonly TimeWindow _window;
    private readonly ProcessFilter _processes;
    private readonly Dictionary<RootKey, RecordedSpan> _byKey = [];

    private LocalRoots(RecordingReader recording, TimeWindow window, ProcessFilter processes)
    {
        _recording = recording;
        _window = window;
        _processes = processes;
    }

    /// <summary>Those that touch the window.</summary>
    internal IReadOnlyCollection<RecordedSpan> InWindow { get; private set; } = [];

    /// <summary>Reads them.</summary>
    internal static LocalRoots Read(RecordingReader recording, TimeWindow window, ProcessFilter processes)
    {
        LocalRoots roots = new(recording, window, processes);
        roots.InWindow = roots.Add(window.FromUnixNs, window.ToUnixNs);
        return roots;
    }

    /// <summary>Whether a span is a local root.</summary>
    internal static bool IsRoot(RecordedSpan span) => span.SpanId == span.RootSpanId;

    /// <summary>Finds a request; null if none was recorded.</summary>
    internal RecordedSpan? Find(RootKey key) => _byKey.GetValueOrDefault(key);

    /// <summary>
    /// Looks further back for requests that samples of the window belong to although they ended before: work that went on
    /// behind an answer.
    /// </summary>
    internal void FindEarlier(IEnumerable<RootKey> sampled)
    {
        if (_window.FromUnixNs > long.MinValue && sampled.Any(key => !_byKey.ContainsKey(key)))
        {
            Add(long.MinValue, _window.FromUnixNs);
        }
    }

    private List<RecordedSpan> Add(long from, long to)
    {
        List<RecordedSpan> roots = [.. _recording.ReadSpans(from, to, _processes.OfProcess).Where(IsRoot)];
        _byKey.EnsureCapacity(_byKey.Count + roots.Count);
        foreach (RecordedSpan root in roots)
        {
            _byKey.TryAdd(RootKey.Of(root), root);
        }

        return roots;
    }
}
