using Clrscope.Agent.Configuration;
using Clrscope.Agent.Platform;
using Clrscope.Agent.Samples;
using Clrscope.Agent.Segments;
using Clrscope.Segment;
using Clrscope.Symbols;

namespace Clrscope.Agent.Collecting;

/// <summary>Gathers all samples of one process in memory; what was read is free for the process at once.</summary>
internal sealed class CollectingSession : ISegmentSession
{
    private readonly SegmentFile _segment;
    private readonly SegmentDrain _drain;
    private readonly ProcessFeed _feed;
    private readonly SettingsMonitor _settings;
    private readonly TimeProvider _time;
    private readonly Action<CollectedProcess> _finished;

    /// <param name="segment">The process's segment.</param>
    /// <param name="symbols">What was read of files so far.</param>
    /// <param name="settings">Which labels samples get.</param>
    /// <param name="time">The clock.</param>
    /// <param name="finished">Takes the result when the process has ended.</param>
    public CollectingSession(
        SegmentFile segment,
        SymbolCache symbols,
        SettingsMonitor settings,
        TimeProvider time,
        Action<CollectedProcess> finished)
    {
        _settings = settings;
        _segment = segment;
        _time = time;
        _finished = finished;
        _drain = new SegmentDrain(segment, new ProcessSymbols(symbols), segment.ReadConsumer().Tail);
        _feed = new ProcessFeed(segment.Header.Pid, _drain.Symbols);
    }

    /// <inheritdoc/>
    public bool IsOwnerAlive => _drain.IsOwnerAlive;

    /// <summary>Tells the process what to sample.</summary>
    public void Control(ControlValues values) => _segment.Apply(values);

    /// <inheritdoc/>
    public bool Pass()
    {
        ulong nowNs = _time.NowNs();
        bool isComplete = _drain.Pass(nowNs, _feed);
        _segment.PublishRead(_drain.Position, nowNs, Environment.ProcessId);
        _segment.Release(_drain.Position);
        if (isComplete)
        {
            _finished(Result());
        }

        return isComplete;
    }

    /// <summary>What was collected so far.</summary>
    public CollectedProcess Result()
    {
        DateTimeOffset start = _segment.ToUtc(_segment.Header.StartMonotonicNs);
        DateTimeOffset end = _segment.ToUtc(IsOwnerAlive ? _time.NowNs() : _feed.Window.LastSampleNs);
        return new CollectedProcess
        {
            Pid = _segment.Header.Pid,
            Name = _feed.Window.ProcessName,
            Profile = _feed.Window.Build(
                start,
                end > start ? end - start : TimeSpan.Zero,
                _segment.ReadProducer().AppliedCpuHz,
                _settings.Current.Labels),
            Samples = _feed.Window.Samples,
            Counters = _segment.ReadCounters(),
            Faults = _drain.Faults,
            IsRunning = IsOwnerAlive,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _drain.Dispose();
}
