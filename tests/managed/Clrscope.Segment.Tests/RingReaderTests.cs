using Clrscope.Testing;
using Xunit;

namespace Clrscope.Segment.Tests;

public sealed class RingReaderTests : IDisposable
{
    private const ulong RingSize = Layout.MinRingSize;

    private readonly TemporaryDirectory _directory = new();
    private readonly SegmentBuilder _builder = new();
    private readonly CollectingSink _sink = new();
    private SegmentFile? _segment;

    public void Dispose()
    {
        _segment?.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void DeliversSamplesAsTheyWereWritten()
    {
        var first = new SampleHeader(100, 7, 3, 10_000_000, SampleKind.Cpu, StopReason.DepthLimit);
        var second = new SampleHeader(200, uint.MaxValue, uint.MaxValue, ulong.MaxValue, SampleKind.Cpu, StopReason.Root);
        ulong[] deep = [.. Enumerable.Range(1, 512).Select(i => 0x7F00_0000_0000 + (ulong)i)];
        _builder.AddSample(first, deep);
        _builder.AddSample(second, 0x10, 0x20, 0x30);
        _builder.AddSample(first);
        RingReader reader = Open();

        Assert.Equal(new RingReadResult(3, RingStop.Limit), reader.Read(Head, _sink));
        Assert.Equal([first, second, first], _sink.Samples.Select(sample => sample.Header));
        Assert.Equal(deep, _sink.Samples[0].Frames);
        Assert.Equal([0x10UL, 0x20, 0x30], _sink.Samples[1].Frames);
        Assert.Empty(_sink.Samples[2].Frames);
        Assert.Equal(Head, reader.Position);
        Assert.Equal(3, reader.Samples);
    }

    [Fact]
    public void AnEmptyRingGivesNothing()
    {
        RingReader reader = Open();
        Assert.Equal(new RingReadResult(0, RingStop.Limit), reader.Read(ulong.MaxValue, _sink));
        Assert.False(reader.TrySkipHole(ulong.MaxValue));
        Assert.Equal(0UL, reader.Position);
    }

    [Fact]
    public void GoesOnWhereItStopped()
    {
        AddNumbered(1, 2);
        RingReader reader = Open();
        reader.Read(Head, _sink);
        AddNumbered(3, 4);
        Save();

        Assert.Equal(2, reader.Read(Head, _sink).Samples);
        Assert.Equal([1UL, 2, 3, 4], Numbers);
    }

    [Fact]
    public void StopsAtTheLimit()
    {
        AddNumbered(1);
        ulong limit = Head;
        AddNumbered(2);
        RingReader reader = Open();

        Assert.Equal(new RingReadResult(1, RingStop.Limit), reader.Read(limit, _sink));
        Assert.Equal(limit, reader.Position);
        Assert.Equal(new RingReadResult(0, RingStop.Limit), reader.Read(limit + 16, _sink));
        Assert.Equal([1UL], Numbers);
        Assert.Equal(0, reader.CorruptRecords);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(510)]
    public void WrapsAroundTheRingAnyNumberOfTimes(int frames)
    {
        ulong[] stack = [.. Enumerable.Repeat(0xABCDUL, frames)];
        RingReader reader = Open();
        ulong number = 0;
        while (reader.Position < 5 * RingSize)
        {
            for (int i = 0; i < 10; i++)
            {
                _builder.AddSample(SegmentBuilder.Sample(timeNs: ++number), stack);
            }
            _builder.Consumer.Tail = reader.Position;
            Save();
            Assert.Equal(new RingReadResult(10, RingStop.Limit), reader.Read(Head, _sink));
        }
        Assert.Equal(
            Enumerable.Range(1, (int)number).Select(i => (ulong)i),
            _sink.Samples.Select(sample => sample.Header.TimeNs));
        Assert.All(_sink.Samples, sample => Assert.Equal(stack, sample.Frames));
        Assert.Equal(0, reader.CorruptRecords + reader.HolesSkipped + (long)reader.BytesSkipped);
    }

    [Fact]
    public void ReadsAFullRingWithPaddingInTheMiddle()
    {
        // The last record before the ring's end does not fit, so that 32 bytes of padding stand there.
        _builder.StartAt((7 * RingSize) - 32);
        int samples = 0;
        while (Head + SegmentBuilder.RecordSize(2) <= (8 * RingSize) - 32)
        {
            AddNumbered((ulong)++samples);
        }
        RingReader reader = Open((7 * RingSize) - 32);

        Assert.Equal(new RingReadResult(samples, RingStop.Limit), reader.Read(Head, _sink));
        Assert.Equal(Head, reader.Position);
        Assert.Equal(0UL, reader.BytesSkipped);
    }

    [Fact]
    public void RecordsThatEndExactlyAtTheRingsEndNeedNoPadding()
    {
        _builder.StartAt(RingSize - SegmentBuilder.RecordSize(2));
        AddNumbered(1, 2);
        Assert.Equal(RingSize + SegmentBuilder.RecordSize(2), Head);
        RingReader reader = Open(RingSize - SegmentBuilder.RecordSize(2));

        Assert.Equal(2, reader.Read(Head, _sink).Samples);
        Assert.Equal([1UL, 2], Numbers);
    }

    [Fact]
    public void RecordsAcrossTheBufferAreWhole()
    {
        // A ring of several buffers, with records of a size that does not divide the buffer.
        var builder = new SegmentBuilder(1 << 20);
        ulong[] stack = [.. Enumerable.Range(1, 101).Select(i => (ulong)i << 12)];
        while (builder.Producer.Head + SegmentBuilder.RecordSize(stack.Length) <= 1 << 20)
        {
            builder.AddSample(stack);
        }
        using SegmentFile segment = SegmentFile.Open(builder.Save(_directory.File("large.seg")));
        RingReader reader = segment.CreateRingReader(0);

        Assert.Equal((1 << 20) / SegmentBuilder.RecordSize(stack.Length), reader.Read(builder.Producer.Head, _sink).Samples);
        Assert.All(_sink.Samples, sample => Assert.Equal(stack, sample.Frames));
    }

    [Fact]
    public void StopsAtARecordThatIsNotCommittedAndGoesOnOnceItIs()
    {
        AddNumbered(1);
        ulong torn = _builder.AddTorn(0x10, 2);
        AddNumbered(3);
        RingReader reader = Open();

        Assert.Equal(new RingReadResult(1, RingStop.Uncommitted), reader.Read(Head, _sink));
        Assert.Equal(new RingReadResult(0, RingStop.Uncommitted), reader.Read(Head, _sink));
        Assert.Equal(torn, reader.Position);

        _builder.Commit(torn);
        Save();
        Assert.False(reader.TrySkipHole(Head));
        Assert.Equal(new RingReadResult(2, RingStop.Limit), reader.Read(Head, _sink));
        Assert.Equal(0, reader.HolesSkipped);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(512)]
    public void PassesOverTheHoleOfADeadProducer(int frames)
    {
        AddNumbered(1);
        ulong hole = _builder.AddHole(frames);
        ulong size = Head - hole;
        AddNumbered(2);
        RingReader reader = Open();

        Assert.Equal(RingStop.Uncommitted, reader.Read(Head, _sink).Stop);
        Assert.True(reader.TrySkipHole(Head));
        Assert.Equal(new RingReadResult(1, RingStop.Limit), reader.Read(Head, _sink));
        Assert.Equal([1UL, 2], Numbers);
        Assert.Equal(1, reader.HolesSkipped);
        Assert.Equal(size, reader.BytesSkipped);
        Assert.Equal(0, reader.CorruptRecords);
    }

    [Fact]
    public void AHoleAtTheEndIsPassedOverUpToTheLimit()
    {
        AddNumbered(1);
        _builder.AddHole(5);
        _builder.AddHole(5);
        RingReader reader = Open();
        reader.Read(Head, _sink);

        Assert.True(reader.TrySkipHole(Head));
        Assert.Equal(Head, reader.Position);
        Assert.False(reader.TrySkipHole(Head));
        Assert.Equal(1, reader.HolesSkipped);
    }

    [Fact]
    public void AHoleAcrossTheRingsEndIsPassedOver()
    {
        _builder.StartAt(RingSize - 32);
        _builder.AddHole(1);
        AddNumbered(2);
        _builder.Record(RingSize - 32).Commit = 0;
        RingReader reader = Open(RingSize - 32);

        Assert.Equal(RingStop.Uncommitted, reader.Read(Head, _sink).Stop);
        Assert.True(reader.TrySkipHole(Head));
        Assert.Equal(1, reader.Read(Head, _sink).Samples);
        Assert.Equal([2UL], Numbers);
    }

    [Fact]
    public void BytesOfAnEarlierLapAreNeverTakenForARecord()
    {
        // The first lap fills the ring; the second reserves it all and writes nothing.
        while (Head + SegmentBuilder.RecordSize(6) <= RingSize)
        {
            _builder.AddSample(1, 2, 3, 4, 5, 6);
        }
        Assert.Equal(RingSize, Head);
        while (Head < 2 * RingSize)
        {
            _builder.AddHole(6);
        }
        RingReader reader = Open(RingSize);

        Assert.Equal(new RingReadResult(0, RingStop.Uncommitted), reader.Read(Head, _sink));
        Assert.True(reader.TrySkipHole(Head));
        Assert.Equal(2 * RingSize, reader.Position);
        Assert.Equal(RingSize, reader.BytesSkipped);
        Assert.Empty(_sink.Samples);
    }

    [Fact]
    public void AReaderThatTheRingHasLeftBehindGoesToWhatIsThere()
    {
        ulong number = 0;
        while (Head < 3 * RingSize)
        {
            AddNumbered(++number);
        }
        RingReader reader = Open();

        RingReadResult result = reader.Read(Head, _sink);
        Assert.Equal(RingStop.Limit, result.Stop);
        Assert.Equal((long)RingSize / SegmentBuilder.RecordSize(2), result.Samples);
        Assert.Equal(number, Numbers[^1]);
        Assert.Equal(Head - RingSize, reader.BytesSkipped);
    }

    [Fact]
    public void APositionAheadOfTheRingGivesNothing()
    {
        AddNumbered(1);
        RingReader reader = Open(1UL << 40);

        Assert.Equal(new RingReadResult(0, RingStop.Limit), reader.Read(ulong.MaxValue, _sink));
        Assert.False(reader.TrySkipHole(ulong.MaxValue));
        Assert.Equal(1UL << 40, reader.Position);
    }

    [Theory]
    [InlineData(nameof(SampleRecord.FrameCount))]
    [InlineData(nameof(SampleRecord.SampleKind))]
    [InlineData(nameof(SampleRecord.StopReason))]
    [InlineData(nameof(RecordHeader.Kind))]
    [InlineData(nameof(RecordHeader.Size))]
    [InlineData("Size 0")]
    [InlineData("Size beyond head")]
    [InlineData("Size beyond ring")]
    [InlineData("Size of a header")]
    public void CountsACorruptRecordAndGoesOnWithTheNext(string what)
    {
        AddNumbered(1);
        ulong corrupt = Head;
        AddNumbered(2, 3);
        switch (what)
        {
            case nameof(SampleRecord.FrameCount):
                _builder.SampleAt(corrupt).FrameCount = 513;
                break;
            case nameof(SampleRecord.SampleKind):
                _builder.SampleAt(corrupt).SampleKind = 0;
                break;
            case nameof(SampleRecord.StopReason):
                _builder.SampleAt(corrupt).StopReason = (StopReason)Layout.StopReasonCount;
                break;
            case nameof(RecordHeader.Kind):
                _builder.Record(corrupt).Kind = (RecordKind)3;
                break;
            case nameof(RecordHeader.Size):
                _builder.Record(corrupt).Size += 8;
                break;
            case "Size 0":
                _builder.Record(corrupt).Size = 0;
                break;
            case "Size beyond head":
                _builder.Record(corrupt).Size = 4096;
                break;
            case "Size beyond ring":
                _builder.Record(corrupt).Size = 0xFFFF_FFF0;
                break;
            case "Size of a header":
                _builder.Record(corrupt).Size = 16;
                _builder.Record(corrupt + 16) = new RecordHeader
                {
                    Commit = Layout.CommitWord(corrupt + 16),
                    Size = SegmentBuilder.RecordSize(2) - 16,
                    Kind = RecordKind.Padding,
                };
                break;
        }
        RingReader reader = Open();

        Assert.Equal(new RingReadResult(2, RingStop.Limit), reader.Read(Head, _sink));
        Assert.Equal([1UL, 3], Numbers);
        Assert.Equal(1, reader.CorruptRecords);
        Assert.Equal(Head, reader.Position);
    }

    [Theory]
    [InlineData(RecordKind.Sample)]
    [InlineData(RecordKind.Padding)]
    public void ARecordAcrossTheRingsEndIsCorrupt(RecordKind kind)
    {
        _builder.StartAt(RingSize - SegmentBuilder.RecordSize(2));
        AddNumbered(1, 2, 3);
        ref RecordHeader corrupt = ref _builder.Record(RingSize - SegmentBuilder.RecordSize(2));
        corrupt.Size *= 2;
        corrupt.Kind = kind;
        RingReader reader = Open(RingSize - SegmentBuilder.RecordSize(2));

        Assert.Equal(new RingReadResult(2, RingStop.Limit), reader.Read(Head, _sink));
        Assert.Equal([2UL, 3], Numbers);
        Assert.Equal(1, reader.CorruptRecords);
    }

    [Theory]
    [InlineData(128 * 96)]
    [InlineData(681 * 96)]
    public void ARecordLargerThanAnySampleIsCorrupt(uint size)
    {
        uint recordSize = SegmentBuilder.RecordSize(1);
        const uint samples = 682;
        for (ulong number = 1; number <= samples; number++)
        {
            AddNumbered(number);
        }
        _builder.Record(0).Size = size;
        RingReader reader = Open();

        Assert.Equal(new RingReadResult(samples - (size / recordSize), RingStop.Limit), reader.Read(Head, _sink));
        Assert.Equal((size / recordSize) + 1, Numbers[0]);
        Assert.Equal(1, reader.CorruptRecords);
        Assert.Equal(size, reader.BytesSkipped);
    }

    [Fact]
    public void ASinkThatThrowsGetsTheSampleAgain()
    {
        AddNumbered(1, 2);
        RingReader reader = Open();
        var failing = new FailingSink();

        Assert.Throws<InvalidOperationException>(() => reader.Read(Head, failing));
        Assert.Equal(2, reader.Read(Head, _sink).Samples);
        Assert.Equal([1UL, 2], Numbers);
    }

    [Fact]
    public void AllocatesNothingForASample()
    {
        while (Head + SegmentBuilder.RecordSize(2) <= RingSize)
        {
            AddNumbered(1);
        }
        Open();
        var sink = new CountingSink();
        RingReader reader = _segment!.CreateRingReader(0);
        reader.Read(Head / 2, sink);
        long before = GC.GetAllocatedBytesForCurrentThread();
        reader.Read(Head, sink);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal((long)Head / SegmentBuilder.RecordSize(2), sink.Samples);
        Assert.Equal(0, allocated);
    }

    private ulong Head => _builder.Producer.Head;

    private ulong[] Numbers => [.. _sink.Samples.Select(sample => sample.Frames[1])];

    private void AddNumbered(params ReadOnlySpan<ulong> numbers)
    {
        foreach (ulong number in numbers)
        {
            _builder.AddSample(0x10, number);
        }
    }

    private void Save() => _builder.Save(_directory.File("a.seg"));

    private RingReader Open(ulong startPosition = 0)
    {
        Save();
        _segment = SegmentFile.Open(_directory.File("a.seg"));
        return _segment.CreateRingReader(startPosition);
    }

    private sealed class FailingSink : IRingSink
    {
        public void OnSample(in SampleHeader sample, ReadOnlySpan<ulong> frames) => throw new InvalidOperationException();

        public void OnSpanStart(in SpanInfo span, SpanAttributes attributes)
        {
        }

        public void OnSpanStop(in SpanInfo span, SpanAttributes attributes)
        {
        }
    }

    private sealed class CountingSink : IRingSink
    {
        internal long Samples { get; private set; }

        public void OnSample(in SampleHeader sample, ReadOnlySpan<ulong> frames) => Samples++;

        public void OnSpanStart(in SpanInfo span, SpanAttributes attributes)
        {
        }

        public void OnSpanStop(in SpanInfo span, SpanAttributes attributes)
        {
        }
    }
}
