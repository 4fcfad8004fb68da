namespace Clrscope.Agent.Segments;

/// <summary>
/// Says when a segment directory is worth looking at: after a file got or lost a name, and once a second anyway, since
/// notifications can be lost or refused by the system.
/// </summary>
internal sealed class SegmentWatcher : IDisposable
{
    private static readonly TimeSpan RescanInterval = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly FileSystemWatcher? _notifications;
    private readonly ManualResetEventSlim _changed = new(initialState: true);
    private long _lastScan;

    public SegmentWatcher(string directory, TimeProvider time, Action<string> report)
    {
        _time = time;
        try
        {
            _notifications = new FileSystemWatcher(directory) { NotifyFilter = NotifyFilters.FileName };
            _notifications.Created += (_, _) => _changed.Set();
            _notifications.Renamed += (_, _) => _changed.Set();
            _notifications.EnableRaisingEvents = true;
        }
        catch (IOException error)
        {
            _notifications?.Dispose();
            _notifications = null;
            report($"{directory}: looked at once a second only, no notifications: {error.Message}");
        }
    }

    /// <summary>Whether to look now; the answer is true once for each change.</summary>
    public bool IsScanDue()
    {
        bool due = _changed.IsSet || _time.GetElapsedTime(_lastScan) >= RescanInterval;
        if (due)
        {
            _changed.Reset();
            _lastScan = _time.GetTimestamp();
        }

        return due;
    }

    /// <summary>Waits for a change, at most <paramref name="limit"/>.</summary>
    public void Wait(TimeSpan limit, CancellationToken cancelled)
    {
        try
        {
            _changed.Wait(limit, cancelled);
        }
        catch (OperationCanceledException)
        {
            // The caller looks at the token.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _notifications?.Dispose();
        _changed.Dispose();
    }
}
