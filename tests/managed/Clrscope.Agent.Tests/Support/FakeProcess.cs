using Clrscope.Segment;
using Clrscope.Testing;

namespace Clrscope.Agent.Tests.Support;

/// <summary>
/// A profiled process that exists as its segment only. Each of its samples has one frame of its own, so that samples can be
/// told apart in profiles; like a real one it drops what does not fit into the ring.
/// </summary>
internal sealed class FakeProcess : IDisposable
{
    private const ulong FirstFrame = 0x10_0000;
    private const ulong FrameDistance = 0x10;

    private readonly SegmentBuilder _builder = new();
    private readonly ManualTime _time;
    private FileStream? _owner;

    public FakeProcess(string directory, ManualTime time, uint pid = 4711, string name = "shop")
    {
        _time = time;
        _builder.Header.Pid = pid;
        _builder.Header.StartMonotonicNs = time.NowNs;
        _builder.Header.StartRealtimeNs = (ulong)(time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        _builder.Journal.Add(new ProcessInfo($"/opt/{name}", [$"/opt/{name}"], "/", "10.0.12", "0.1.0", 0, time.NowNs));
        _builder.Journal.Add(new ThreadInfo(pid, 1, true, "main", time.NowNs));
        Path = _builder.Save(System.IO.Path.Combine(directory, $"{pid}-{_builder.Header.ProcessStartTicks}.seg"));

        // The framework locks a file that it opens for itself alone as owners of segments lock theirs.
        _owner = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    public string Path { get; }

    public SegmentBuilder Builder => _builder;

    /// <summary>The frames of all samples in the ring or once in it.</summary>
    public List<ulong> Committed { get; } = [];

    public int Dropped { get; private set; }

    public void AddSamples(int count)
    {
        TakeOverWhatTheAgentWrote();
        for (int i = 0; i < count; i++)
        {
            ulong frame = FirstFrame + ((ulong)(Committed.Count + Dropped) * FrameDistance);
            if (_builder.Producer.Head + (2 * SegmentBuilder.RecordSize(1)) - _builder.Consumer.Tail > Layout.MinRingSize)
            {
                Dropped++;
                continue;
            }

            _builder.AddSample(SegmentBuilder.Sample(_time.NowNs), frame);
            Committed.Add(frame);
        }

        Save();
    }

    /// <summary>Changes the segment as its owner.</summary>
    public void Change(Action<SegmentBuilder> change)
    {
        TakeOverWhatTheAgentWrote();
        change(_builder);
        Save();
    }

    public ConsumerState ReadConsumer() => Read(segment => segment.ReadConsumer());

    public ControlValues ReadControl() => Read(segment => segment.ReadControl());

    /// <summary>Ends the process: its lock is gone, its file stays.</summary>
    public void Die()
    {
        _owner?.Dispose();
        _owner = null;
    }

    public void Dispose() => Die();

    private T Read<T>(Func<SegmentFile, T> read)
    {
        using SegmentFile segment = SegmentFile.Open(Path, writable: false);
        return read(segment);
    }

    // The builder saves whole files; the agent's pages in it must be what the agent wrote last.
    private void TakeOverWhatTheAgentWrote()
    {
        ConsumerState consumer = ReadConsumer();
        ControlValues control = ReadControl();
        _builder.Consumer = new Consumer
        {
            Tail = consumer.Tail,
            ReadPosition = consumer.ReadPosition,
            HeartbeatNs = consumer.HeartbeatNs,
            AgentPid = (ulong)consumer.AgentPid,
        };
        _builder.Control = new Control
        {
            Generation = control.Generation,
            CpuEnabled = control.CpuEnabled ? 1u : 0,
            CpuHz = (uint)control.CpuHz,
            ActivityEnabled = control.ActivityEnabled ? 1u : 0,
            SpansPerSecond = (uint)control.SpansPerSecond,
            SpanPercent = (uint)control.SpanPercent,
        };
    }

    private void Save()
    {
        if (_owner is null)
        {
            _builder.Save(Path);
        }
        else
        {
            RandomAccess.Write(_owner.SafeFileHandle, _builder.ToBytes(), fileOffset: 0);
        }
    }
}
