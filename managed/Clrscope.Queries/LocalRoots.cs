using Clrscope.Recording;

namespace Clrscope.Queries;

/// <summary>
/// The local roots of a window: the requests, by the key that samples have. They have the attributes that name their endpoints, and
/// no others.
/// </summary>
internal sealed class LocalRoots
{
    private readonly RecordingReader _recording;
    private readonly TimeWindow _window;
    private readonly ProcessFilter _processes;
    private Dictionary<RootKey, RecordedSpan>? _byKey;

    private LocalRoots(
        RecordingReader recording, TimeWindow window, ProcessFilter processes, List<RecordedSpan> inWindow)
    {
        _recording = recording;
        _window = window;
        _processes = processes;
        InWindow = inWindow;
    }

    /// <summary>Those that touch the window.</summary>
    internal IReadOnlyCollection<RecordedSpan> InWindow { get; }

    /// <summary>Reads them.</summary>
    internal static LocalRoots Read(RecordingReader recording, TimeWindow window, ProcessFilter processes) =>
        ReadAsync(recording, window, processes).GetAwaiter().GetResult();

    /// <summary>Reads them, the last part of it while the caller goes on.</summary>
    internal static async Task<LocalRoots> ReadAsync(RecordingReader recording, TimeWindow window, ProcessFilter processes) =>
        new(
            recording,
            window,
            processes,
            await recording.ReadSpansAsync(
                window.FromUnixNs, window.ToUnixNs, processes.OfProcess, span => span.IsLocalRoot, EndpointName.DependsOn)
                .ConfigureAwait(false));

    /// <summary>All that were read so far.</summary>
    internal IReadOnlyCollection<RecordedSpan> All => _byKey is null ? InWindow : _byKey.Values;

    /// <summary>Finds a request; null if none was recorded.</summary>
    internal RecordedSpan? Find(RootKey key) => ByKey.GetValueOrDefault(key);

    /// <summary>
    /// Looks further back for requests that samples of the window belong to although they ended before: work that went on
    /// behind an answer. Others cost little.
    /// </summary>
    internal void FindEarlier(IEnumerable<RootKey> sampled)
    {
        HashSet<RootKey> missing = _window.FromUnixNs > long.MinValue ? [.. sampled.Where(key => !ByKey.ContainsKey(key))] : [];
        if (missing.Count > 0)
        {
            Add(Read(long.MinValue, _window.FromUnixNs, missing));
        }
    }

    /// <summary>Looks further back for all requests, where it is not known yet which of them there are samples of.</summary>
    internal void FindEarlier()
    {
        if (_window.FromUnixNs > long.MinValue)
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
            ByKey.TryAdd(RootKey.Of(root), root);
        }
    }

    private IReadOnlyList<RecordedSpan> Read(long from, long to, HashSet<RootKey>? only = null) => _recording.ReadSpans(
        from,
        to,
        _processes.OfProcess,
        span => span.IsLocalRoot && only?.Contains(RootKey.Of(span)) != false,
        EndpointName.DependsOn);
}
