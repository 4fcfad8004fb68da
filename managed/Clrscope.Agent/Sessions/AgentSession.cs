using Clrscope.Agent.Configuration;
using Clrscope.Agent.Platform;
using Clrscope.Agent.Recordings;
using Clrscope.Agent.Samples;
using Clrscope.Agent.Segments;
using Clrscope.Segment;
using Clrscope.Symbols;

namespace Clrscope.Agent.Sessions;

/// <summary>Serves one process: reads its segment and writes one file a period, and the last one after its death.</summary>
internal sealed class AgentSession : ISegmentSession
{
    /// <summary>No sample that is read later was taken earlier than this before now.</summary>
    private static readonly TimeSpan OldestUnread = TimeSpan.FromSeconds(10);

    private readonly SegmentFile _segment;
    private readonly SegmentDrain _drain;
    private readonly ProcessFeed _feed;
    private readonly ProcessRecorder _recorder;
    private readonly PeriodFile _file;
    private readonly SettingsMonitor _settings;
    private readonly TimeProvider _time;
    private readonly Action<string> _report;
    private ulong _periodStartNs;
    private bool _journalDamageReported;

    public AgentSession(
        SegmentFile segment,
        SymbolCache symbols,
        ExportAttempts exports,
        AgentRecording recording,
        SettingsMonitor settings,
        TimeProvider time,
        Action<string> report)
    {
        _segment = segment;
        _settings = settings;
        _time = time;
        _report = report;
        _drain = new SegmentDrain(segment, new ProcessSymbols(symbols), PeriodFile.Recover(segment, exports.Sink));
        _recorder = recording.Of(_drain);
        _feed = new ProcessFeed(segment.Header.Pid, _drain.Symbols, _recorder);
        _file = new PeriodFile(segment, _feed, exports, settings, _drain.Position);
        _periodStartNs = time.NowNs();
        ApplySettings();
    }

    /// <inheritdoc/>
    public bool IsOwnerAlive => _drain.IsOwnerAlive;

    /// <summary>Tells the process what the settings want sampled.</summary>
    public void ApplySettings() => _segment.Apply(_settings.Current.Control);

    /// <inheritdoc/>
    public bool Pass()
    {
        ulong nowNs = _time.NowNs();
        bool isComplete = Read(nowNs);
        if (isComplete)
        {
            ulong endNs = Math.Max(_feed.Window.LastSampleNs, _segment.Header.StartMonotonicNs);
            if (!_file.TryWrite(_drain.Position, endNs))
            {
                return false;
            }

            // The segment is about to be removed: whoever sees that finds everything in the recording.
            _recorder.Flush();
            _file.FinishLateJoins();
            return true;
        }

        _file.JoinLate(nowNs);

        if (nowNs - _periodStartNs >= _settings.Current.OutputPeriod.ToNanoseconds())
        {
            if (_file.TryWrite(_drain.Position, nowNs))
            {
                _file.StartNext(nowNs);
                _periodStartNs = nowNs;
                _drain.Symbols.Forget(nowNs - OldestUnread.ToNanoseconds());
            }
        }
        else if (_drain.Position - _file.Released > _segment.Header.RingSize / 2)
        {
            _file.TryWrite(_drain.Position, nowNs);
        }

        return false;
    }

    /// <summary>Writes what there is so far, before the agent ends.</summary>
    public void Flush()
    {
        ulong nowNs = _time.NowNs();
        Read(nowNs);
        _file.TryWrite(_drain.Position, nowNs);
        _file.FinishLateJoins();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _recorder.Dispose();
        _drain.Dispose();
    }

    private bool Read(ulong nowNs)
    {
        bool isComplete = _drain.Pass(nowNs, _feed);
        _segment.PublishRead(_drain.Position, nowNs, Environment.ProcessId);
        if (_drain.Faults.JournalDamage is string damage && !_journalDamageReported)
        {
            _journalDamageReported = true;
            _report($"{_segment.Path}: {damage}; what came after it has no names.");
        }

        return isComplete;
    }
}
