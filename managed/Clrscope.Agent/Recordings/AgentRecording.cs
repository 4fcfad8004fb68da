using Clrscope.Agent.Configuration;
using Clrscope.Recording;
using Clrscope.Segment;
using Clrscope.Symbols;

namespace Clrscope.Agent.Recordings;

/// <summary>What an agent keeps of its processes' recent samples and spans, while the settings want it.</summary>
internal sealed class AgentRecording : IDisposable
{
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(1);

    private readonly string? _directory;
    private readonly SettingsMonitor _settings;
    private readonly TimeProvider _time;
    private readonly Action<string> _report;
    private RecordingWriter? _writer;
    private long _lastFlush;

    /// <param name="directory">Where files go; null if nothing is ever recorded.</param>
    /// <param name="settings">Whether to record, and how much is kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="report">Takes lines for the log.</param>
    public AgentRecording(string? directory, SettingsMonitor settings, TimeProvider time, Action<string> report)
    {
        _directory = directory;
        _settings = settings;
        _time = time;
        _report = report;
        _lastFlush = time.GetTimestamp();
        Apply();
    }

    /// <summary>Counts the writers: what was made known to an earlier one is not known to this.</summary>
    public int Generation { get; private set; }

    /// <summary>Takes samples and spans; null while nothing is recorded.</summary>
    public RecordingWriter? Writer => _writer;

    /// <summary>What is kept of one process.</summary>
    public ProcessRecorder Of(SegmentFile segment, ProcessSymbols symbols) => new(this, segment, symbols);

    /// <summary>Follows the settings.</summary>
    public void Apply()
    {
        ProfilerSettings settings = _settings.Current;
        RecordingLimits limits = new() { MaxAge = settings.RecordingAge, MaxBytes = settings.RecordingMaxBytes };
        if (!settings.RecordingEnabled || _directory is null)
        {
            _writer?.Dispose();
            _writer = null;
        }
        else if (_writer is not null)
        {
            _writer.Apply(limits);
        }
        else
        {
            Generation++;
            _writer = new RecordingWriter(_directory, limits, _time, _report);
        }
    }

    /// <summary>Makes durable what was recorded, if it is time: a killed agent loses a second of its recording at most.</summary>
    public void Tick()
    {
        if (_writer is not null && _time.GetElapsedTime(_lastFlush) >= FlushInterval)
        {
            _lastFlush = _time.GetTimestamp();
            _writer.Flush();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer?.Dispose();
        _writer = null;
    }
}
