using Clrscope.Agent.Configuration;
using Clrscope.Agent.Recordings;
using Clrscope.Agent.Segments;
using Clrscope.Agent.Sessions;
using Clrscope.Export;
using Clrscope.Symbols;

namespace Clrscope.Agent;

/// <summary>The agent of one segment directory: serves every process that has a segment there.</summary>
public sealed class AgentHost : IDisposable
{
    /// <summary>Time between two passes over the segments.</summary>
    public static readonly TimeSpan PassInterval = TimeSpan.FromMilliseconds(250);

    private readonly AgentOptions _options;
    private readonly SettingsMonitor _settings;
    private readonly Housekeeping _housekeeping;
    private readonly AgentRecording _recording;
    private readonly TimeProvider _time;
    private readonly Action<string> _report;
    private readonly SymbolCache _symbols = new();
    private readonly SegmentWatcher _watcher;
    private readonly SegmentSet<AgentSession> _segments;
    private AgentLock _lock;
    private long _lastLive;

    /// <param name="options">How the agent was started.</param>
    /// <param name="held">The right to serve the directory; the host gives it up at its end.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="sink">Where profiles go.</param>
    /// <param name="retention">Keeps their number within bounds.</param>
    /// <param name="time">The clock.</param>
    /// <param name="report">Takes lines for the log.</param>
    public AgentHost(
        AgentOptions options,
        AgentLock held,
        SettingsMonitor settings,
        IProfileSink sink,
        ProfileRetention retention,
        TimeProvider time,
        Action<string> report)
    {
        _options = options;
        _lock = held;
        _settings = settings;
        _housekeeping = new Housekeeping(options.Directory, settings, retention, time, report);
        _time = time;
        _report = report;
        _lastLive = time.GetTimestamp();
        ExportAttempts exports = new(sink, time, report);
        _recording = new AgentRecording(options.Recording, settings, time, report);
        _watcher = new SegmentWatcher(options.Directory, time, report);
        _segments = new SegmentSet<AgentSession>(
            options.Directory,
            segment => new AgentSession(segment, _symbols, exports, _recording, settings, time, report),
            report);
    }

    /// <summary>Serves until cancelled, or until idle if the options say so; then writes what there is.</summary>
    public void Run(CancellationToken cancelled)
    {
        while (!cancelled.IsCancellationRequested && Tick())
        {
            _watcher.Wait(PassInterval, cancelled);
        }

        _segments.ForEach(session => session.Flush());
    }

    /// <summary>One pass over everything.</summary>
    /// <returns>False when the agent is to end because it has been idle.</returns>
    internal bool Tick()
    {
        PollSettings();
        if (_watcher.IsScanDue())
        {
            _segments.Rescan();
        }

        _segments.Pass();
        _recording.Tick();
        _housekeeping.Tick();
        return !IsIdle() || !TryEnd();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _segments.Dispose();
        _recording.Dispose();
        _watcher.Dispose();
        _lock.Dispose();
    }

    private void PollSettings()
    {
        ProfilerSettings before = _settings.Current;
        if (_settings.Poll(_report))
        {
            _report("the configuration has changed.");
            _segments.ForEach(session => session.ApplySettings());
            _recording.Apply();
            ReportIfChanged(SettingsTable.OutputDirectory, before.OutputDirectory, _settings.Current.OutputDirectory);
            ReportIfChanged(SettingsTable.RecordingDirectory, before.RecordingDirectory, _settings.Current.RecordingDirectory);
        }
    }

    private void ReportIfChanged(Setting setting, string? before, string? now)
    {
        if (before != now)
        {
            _report($"{setting.Key} takes effect when the agent starts again.");
        }
    }

    private bool IsIdle()
    {
        if (_segments.Sessions.Any(session => session.IsOwnerAlive))
        {
            _lastLive = _time.GetTimestamp();
        }

        return _options.ExitWhenIdle && _time.GetElapsedTime(_lastLive) >= _settings.Current.AgentIdle;
    }

    // A process makes its segment and then starts an agent unless the lock is held. Whoever found it held did so before it
    // is given up here, and made the segment before that: the look at the directory afterwards finds it.
    private bool TryEnd()
    {
        ReportUnfinished();
        _segments.Close();
        _lock.Dispose();
        if (!LiveSegments.ExistIn(_options.Directory))
        {
            return true;
        }

        AgentLock? again = AgentLock.TryTake(_options.Directory, _options.Version);
        if (again is null)
        {
            return true;
        }

        _lock = again;
        _lastLive = _time.GetTimestamp();
        return false;
    }

    private void ReportUnfinished()
    {
        if (_segments.Sessions.Count > 0)
        {
            _report($"{_segments.Sessions.Count} ended processes are left to the next agent: their profiles could not be written.");
        }
    }
}
