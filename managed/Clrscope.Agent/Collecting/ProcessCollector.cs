using Clrscope.Agent.Configuration;
using Clrscope.Agent.Segments;
using Clrscope.Symbols;

namespace Clrscope.Agent.Collecting;

/// <summary>
/// Collects the samples of every process that has a segment in a directory, on a thread of its own, until told to stop.
/// Whoever collects also decides what is sampled, from the settings.
/// </summary>
public sealed class ProcessCollector : IDisposable
{
    private readonly SettingsMonitor _settings;
    private readonly int? _fixedHz;
    private readonly Action<string> _report;
    private readonly SegmentWatcher _watcher;
    private readonly SegmentSet<CollectingSession> _segments;
    private readonly List<CollectedProcess> _ended = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _pass = new();
    private readonly Thread _thread;
    private bool _isSampling = true;

    /// <param name="directory">The segment directory.</param>
    /// <param name="settings">What to sample.</param>
    /// <param name="fixedHz">A rate that wins over the settings, or null.</param>
    /// <param name="time">The clock.</param>
    /// <param name="report">Takes lines about what went wrong.</param>
    public ProcessCollector(string directory, SettingsMonitor settings, int? fixedHz, TimeProvider time, Action<string> report)
    {
        _settings = settings;
        _fixedHz = fixedHz;
        _report = report;
        SymbolCache symbols = new();
        _watcher = new SegmentWatcher(directory, time, report);
        _segments = new SegmentSet<CollectingSession>(
            directory,
            segment =>
            {
                CollectingSession session = new(segment, symbols, settings, time, Keep);
                Control(session);
                return session;
            },
            report);
        _thread = new Thread(Collect) { IsBackground = true, Name = "collector" };
    }

    /// <summary>Begins to collect.</summary>
    public void Start() => _thread.Start();

    /// <summary>
    /// Takes what all processes have so far and tells those that live to sample no more. Segments are still read, and
    /// processes that come later told the same, until this is disposed.
    /// </summary>
    public IReadOnlyList<CollectedProcess> Finish()
    {
        lock (_pass)
        {
            _segments.Rescan();
            _segments.Pass();
            List<CollectedProcess> all = [.. _ended];
            _isSampling = false;
            _segments.ForEach(session =>
            {
                all.Add(session.Result());
                Control(session);
            });
            return all;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _segments.Dispose();
        _watcher.Dispose();
        _stop.Dispose();
    }

    private void Collect()
    {
        while (!_stop.IsCancellationRequested)
        {
            lock (_pass)
            {
                Tick();
            }

            _watcher.Wait(AgentHost.PassInterval, _stop.Token);
        }
    }

    private void Tick()
    {
        if (_settings.Poll(_report))
        {
            _segments.ForEach(Control);
        }

        if (_watcher.IsScanDue())
        {
            _segments.Rescan();
        }

        _segments.Pass();
    }

    private void Keep(CollectedProcess ended)
    {
        if (_isSampling)
        {
            _ended.Add(ended);
        }
    }

    private void Control(CollectingSession session)
    {
        ProfilerSettings settings = _settings.Current;
        session.Control(settings.Control with
        {
            CpuEnabled = _isSampling && settings.CpuEnabled,
            CpuHz = _fixedHz ?? settings.CpuHz,
            ActivityEnabled = _isSampling && settings.ActivityEnabled,
        });
    }
}
