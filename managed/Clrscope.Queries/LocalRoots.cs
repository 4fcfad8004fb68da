using Clrscope.Recording;

namespace Clrscope.Queries;

/// <summary>The local roots of a window: the requests, by the key that samples have.</summary>
internal sealed class LocalRoots
{
    private readonly RecordingReader _recording;
    private readonly TimeWindow _window;
    private readonly ProcessFilter _processes;
    private Dictionary<RootKey, RecordedSpan>? _byKey;

    private LocalRoots(RecordingReader recording, TimeWindow window, ProcessFilter processes)
    {
        _recording = recording;
        _window = window;
        _processes = processes;
        InWindow = Read(window.FromUnixNs, window.ToUnixNs);
    }

    /// <summary>Those that touch the window.</summary>
    internal IReadOnlyCollection<RecordedSpan> InWindow { get; }

    /// <summary>Reads them.</summary>
    internal static LocalRoots Read(RecordingReader recording, TimeWindow window, ProcessFilter processes) =>
        new(recording, window, processes);

    /// <summary>Finds a request; null if none was recorded.</summary>
    internal RecordedSpan? Find(RootKey key) => ByKey.GetValueOrDefault(key);

    /// <summary>
    /// Looks further back for requests that samples of the window belong to although they ended before: work that went on
    /// behind an answer.
    /// </summary>
    internal void FindEarlier(IEnumerable<RootKey> sampled)
    {
        if (_window.FromUnixNs > long.MinValue && sampled.Any(key => !ByKey.ContainsKey(key)))
        {
            Add(Read(long.MinValue, _window.FromUnixNs));
        }
    }

    private Dictionary<RootKey, RecordedSpan> ByKey
    {
        get
        {
            if (_byKey is null)
            {
                _byKey = new Dictionary<RootKey, RecordedSpan>(InWindow.Count);
                Add(InWindow);
            }

            return _byKey;
        }
    }

    private void Add(IReadOnlyCollection<RecordedSpan> roots)
    {
        foreach (RecordedSpan root in roots)
        {
            _byKey!.TryAdd(RootKey.Of(root), root);
        }
    }

    private List<RecordedSpan> Read(long from, long to) =>
        [.. _recording.ReadSpans(from, to, _processes.OfProcess, span => span.IsLocalRoot)];
}
