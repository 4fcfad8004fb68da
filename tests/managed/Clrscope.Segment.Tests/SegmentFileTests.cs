using Clrscope.Testing;
using Xunit;

namespace Clrscope.Segment.Tests;

public sealed class SegmentFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SegmentBuilder _builder = new();

    private string SegmentPath => _directory.File("a.seg");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void OwnerIsAliveWhileItHoldsItsLock()
    {
        using SegmentFile segment = Open();
        using (SegmentBuilder.LockAsOwner(SegmentPath))
        {
            Assert.True(segment.IsOwnerAlive());
            Assert.True(segment.IsOwnerAlive());
        }
        Assert.False(segment.IsOwnerAlive());
    }

    [Fact]
    public void AskingLeavesNoLockBehind()
    {
        using SegmentFile segment = Open();
        Assert.False(segment.IsOwnerAlive());
        using (SegmentBuilder.LockAsOwner(SegmentPath))
        {
            Assert.True(segment.IsOwnerAlive());
        }
    }

    [Fact]
    public void ReadsTheProducerPage()
    {
        _builder.AddSample(0x1000, 0x2000);
        _builder.Journal.AddModuleUnload(1, 2);
        _builder.Producer.Learned = 16;
        _builder.Producer.AppliedGeneration = 4;
        _builder.Producer.AppliedCpuHz = 250;
        _builder.Producer.ShutDown = 1;
        using SegmentFile segment = Open();

        Assert.Equal(new ProducerState(96, 16, 24, 4, true, 250, true), segment.ReadProducer());
    }

    [Fact]
    public void ValuesThatDoNotFitAreClamped()
    {
        _builder.Producer.AppliedCpuHz = uint.MaxValue;
        _builder.Consumer.AgentPid = ulong.MaxValue;
        _builder.Control.CpuHz = uint.MaxValue;
        using SegmentFile segment = Open();

        Assert.Equal(int.MaxValue, segment.ReadProducer().AppliedCpuHz);
        Assert.Equal(int.MaxValue, segment.ReadConsumer().AgentPid);
        Assert.Equal(int.MaxValue, segment.ReadControl().CpuHz);
    }

    [Fact]
    public void PublishesItsProgressToOtherReaders()
    {
        using SegmentFile segment = Open();
        using SegmentFile other = SegmentFile.Open(SegmentPath, writable: false);
        segment.PublishRead(96, 7_000, 99);
        segment.Release(48);

        Assert.Equal(new ConsumerState(48, 96, 7_000, 99), other.ReadConsumer());
    }

    [Fact]
    public void ReadsTheFirstControlValues()
    {
        using SegmentFile segment = Open();
        var first = new ControlValues(true, 100) { ActivityEnabled = true, SpansPerSecond = 10_000, SpanPercent = 100 };
        Assert.Equal(first, segment.ReadControl());
    }

    [Fact]
    public void ControlValuesReachOtherReaders()
    {
        using SegmentFile segment = Open();
        using SegmentFile other = SegmentFile.Open(SegmentPath, writable: false);

        var changed = new ControlValues(false, 250) { ActivityEnabled = true, SpansPerSecond = 7, SpanPercent = 8 };
        Assert.Equal(2UL, segment.WriteControl(changed));
        Assert.Equal(changed with { Generation = 2 }, other.ReadControl());
        Assert.Equal(4UL, segment.WriteControl(new ControlValues(true, 1000)));
        Assert.Equal(new ControlValues(true, 1000, 4), other.ReadControl());
    }

    [Fact]
    public void AWriterThatDiedHalfWayIsSeenAndReplaced()
    {
        _builder.Control.Generation = 7;
        using SegmentFile segment = Open();

        Assert.Equal(7UL, segment.ReadControl().Generation);
        Assert.Equal(8UL, segment.WriteControl(new ControlValues(true, 50)));
        Assert.Equal(new ControlValues(true, 50, 8), segment.ReadControl());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1001)]
    public void DoesNotWriteARateOutOfRange(int hz)
    {
        using SegmentFile segment = Open();
        Assert.Throws<ArgumentOutOfRangeException>(() => segment.WriteControl(new ControlValues(true, hz)));
        Assert.Equal(0UL, segment.ReadControl().Generation);
    }

    [Fact]
    public async Task ConcurrentReadersNeverSeeHalfAChange()
    {
        using SegmentFile segment = Open();
        segment.WriteControl(new ControlValues(false, 1));
        using var stop = new CancellationTokenSource();
        Task<int> reader = Task.Run(() =>
        {
            using SegmentFile other = SegmentFile.Open(SegmentPath, writable: false);
            int torn = 0;
            while (!stop.IsCancellationRequested)
            {
                ControlValues values = other.ReadControl();
                bool whole = (values.Generation & 1) == 0;
                torn += whole && values.CpuEnabled != (values.CpuHz == 1000) ? 1 : 0;
            }
            return torn;
        });
        for (int i = 0; i < 100_000; i++)
        {
            segment.WriteControl(i % 2 == 0 ? new ControlValues(true, 1000) : new ControlValues(false, 1));
        }
        await stop.CancelAsync();
        Assert.Equal(0, await reader);
    }

    [Fact]
    public void ASegmentOpenedForReadingIsNotWritten()
    {
        _builder.Save(SegmentPath);
        using SegmentFile segment = SegmentFile.Open(SegmentPath, writable: false);

        Assert.Throws<InvalidOperationException>(() => segment.Release(16));
        Assert.Throws<InvalidOperationException>(() => segment.PublishRead(16, 1, 1));
        Assert.Throws<InvalidOperationException>(() => segment.WriteControl(new ControlValues(true, 100)));
    }

    [Fact]
    public void ReadsTheCounters()
    {
        _builder.Counters.Values[(int)Counter.SamplesCommitted] = 12;
        _builder.Counters.Values[(int)Counter.ControlRejected] = 3;
        _builder.Counters.StopReasons[(int)StopReason.DepthLimit] = 4;
        _builder.Counters.HandlerHistogram[31] = 5;
        using SegmentFile segment = Open();
        CountersSnapshot counters = segment.ReadCounters();

        Assert.Equal(12UL, counters[Counter.SamplesCommitted]);
        Assert.Equal(3UL, counters[Counter.ControlRejected]);
        Assert.Equal(0UL, counters[Counter.HandlerRuns]);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 4UL], counters.StopReasons.ToArray());
        Assert.Equal(5UL, counters.HandlerHistogram[31]);
        Assert.Equal(32, counters.HandlerHistogram.Length);
    }

    [Fact]
    public void TimeStampsBecomeUtc()
    {
        using SegmentFile segment = Open();
        DateTimeOffset start = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

        Assert.Equal(start, segment.ToUtc(5_000_000_000));
        Assert.Equal(start.AddSeconds(2.5), segment.ToUtc(7_500_000_000));
        Assert.Equal(start.AddSeconds(-5), segment.ToUtc(0));
    }

    [Fact]
    public void ImpossibleTimesAreClamped()
    {
        _builder.Header.StartRealtimeNs = 0;
        _builder.Header.StartMonotonicNs = ulong.MaxValue;
        using SegmentFile early = Open();
        Assert.Equal(DateTimeOffset.UnixEpoch.AddTicks(-(long)(ulong.MaxValue / 100)), early.ToUtc(0));

        _builder.Header.StartRealtimeNs = ulong.MaxValue;
        _builder.Header.StartMonotonicNs = 0;
        using SegmentFile late = Open();
        Assert.Equal(DateTimeOffset.UnixEpoch.AddTicks((long)(((UInt128)ulong.MaxValue * 2) / 100)), late.ToUtc(ulong.MaxValue));
    }

    [Fact]
    public void AFileCutWhileItIsOpenIsAnErrorAndNotACrash()
    {
        _builder.AddSample(0x1000);
        using SegmentFile segment = Open();
        RingReader ring = segment.CreateRingReader(0);
        JournalReader journal = segment.CreateJournalReader();
        var sink = new CollectingSink();
        using (var file = new FileStream(SegmentPath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(100);
        }

        Assert.Equal(SegmentError.Truncated, Assert.Throws<SegmentException>(() => segment.ReadProducer()).Error);
        Assert.Equal(SegmentError.Truncated, Assert.Throws<SegmentException>(() => segment.ReadConsumer()).Error);
        Assert.Equal(SegmentError.Truncated, Assert.Throws<SegmentException>(() => segment.ReadControl()).Error);
        Assert.Equal(SegmentError.Truncated, Assert.Throws<SegmentException>(() => segment.ReadCounters()).Error);
        Assert.Equal(SegmentError.Truncated, Assert.Throws<SegmentException>(() => segment.Release(0)).Error);
        Assert.Equal(new RingReadResult(0, RingStop.Unreadable), ring.Read(ulong.MaxValue, sink));
        Assert.False(ring.TrySkipHole(ulong.MaxValue));
        Assert.Equal(0, journal.Read(sink, 64));
        Assert.Equal("journal byte 0: the record's header is cut off", journal.Corrupt);
    }

    private SegmentFile Open() => SegmentFile.Open(_builder.Save(SegmentPath));
}
