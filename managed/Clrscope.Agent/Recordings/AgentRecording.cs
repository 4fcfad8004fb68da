using Clrscope.Agent.Configuration;
using Clrscope.Agent.Platform;
using Clrscope.Agent.Segments;
using Clrscope.Recording;

namespace Clrscope.Agent.Recordings;

/// <summary>What an agent keeps of its processes' recent samples and spans, while the settings want it.</summary>
internal sealed class AgentRecording : IDisposable
{
    // With the pace of the agent's passes, a second at most.
    private static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(700);

    private readonly string? _directory;
    private string? _failure;
    private readonly SettingsMonitor _settings;
    private readonly TimeProvider _time;
    private readonly Action<string> _report;
    private RecordingWriter? _writer;
    private long _lastFlush;
    private Int128 _unixOffsetNs;

    /// <param name="directory">Where files go; null for the user's default directory.</param>
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
        ReadClocks();
        Apply();
    }

    /// <summary>Counts the writers: what was made known to an earlier one is not known to this.</summary>
    public int Generation { get; private set; }

    /// <summary>Takes samples and spans; null while nothing is recorded.</summary>
    public RecordingWriter? Writer => _writer;

    /// <summary>What is kept of the process that a drain reads.</summary>
    public ProcessRecorder Of(SegmentDrain drain) => new(this, drain);

    /// <summary>A time stamp of a segment in nanoseconds since 1970, UTC, by the clock as it is set now.</summary>
    public long ToUnixNs(ulong monotonicNs) => (long)Int128.Clamp(_unixOffsetNs + monotonicNs, 0, long.MaxValue);

    /// <summary>Follows the settings.</summary>
    public void Apply()
    {
        ProfilerSettings settings = _settings.Current;
        RecordingLimits limits = new() { MaxAge = settings.RecordingAge, MaxBytes = settings.RecordingMaxBytes };
        if (!settings.RecordingEnabled)
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
            Begin(limits);
        }
    }

    // Without a place for it there is no recording; profiles are written all the same.
    private void Begin(RecordingLimits limits)
    {
        try
        {
            _writer = new RecordingWriter(_directory ?? DefaultOutput.PrepareRecording(), limits, _time, _report);
            Generation++;
            _failure = null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (error.Message != _failure)
            {
                _failure = error.Message;
                _report($"nothing is recorded: {error.Message}");
            }
        }
    }

    /// <summary>Makes durable what was recorded, if it is time: a killed agent loses a second of its recording at most.</summary>
    public void Tick()
    {
        if (_time.GetElapsedTime(_lastFlush) >= FlushInterval)
        {
            _lastFlush = _time.GetTimestamp();
            ReadClocks();
            _writer?.Flush();
        }
    }

    // The wall clock may be set, and does not stand still while the machine sleeps.
    private void ReadClocks() => _unixOffsetNs =
        ((Int128)(_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick) - _time.NowNs();

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer?.Dispose();
        _writer = null;
    }
}
