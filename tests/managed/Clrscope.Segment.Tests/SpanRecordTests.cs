using Clrscope.Testing;
using Xunit;

namespace Clrscope.Segment.Tests;

public sealed class SpanRecordTests : IDisposable
{
    private static readonly SpanContext Child = new(new TraceId(0x0102030405060708, 0x090A0B0C0D0E0F10), new SpanId(0xA1), new SpanId(0xB2));
    private static readonly SpanInfo Stopped = new(100, 250, Child, new SpanId(0xC3), Kind: 1, Status: 2, TraceFlags: 1);

    private readonly TemporaryDirectory _directory = new();
    private readonly SegmentBuilder _builder = new();
    private readonly CollectingSink _sink = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void SpansComeAsTheyWereWritten()
    {
        _builder.AddSpan(RecordKind.SpanStart, Stopped with { EndNs = 0 }, (SpanAttribute.Operation, "work"));
        _builder.AddSpan(RecordKind.SpanStop, Stopped, (SpanAttribute.HttpRoute, "/größe/{id}"), (SpanAttribute.Source, ""));
        RingReader reader = Read();

        Assert.Equal([Stopped with { EndNs = 0 }, Stopped], _sink.Spans.Select(span => span.Span));
        Assert.Equal([(SpanAttribute.Operation, "work")], _sink.Spans[0].Attributes);
        Assert.Equal([(SpanAttribute.HttpRoute, "/größe/{id}"), (SpanAttribute.Source, "")], _sink.Spans[1].Attributes);
        Assert.Equal(0, reader.CorruptRecords);
        Assert.Equal(0, reader.Samples);
    }

    [Fact]
    public void IdsAreReadInTheOrderOfTheirText()
    {
        ulong position = _builder.AddSpan(RecordKind.SpanStop, Stopped);
        byte[] bytes = _builder.Ring.Slice((int)position + 32, 16).ToArray();
        Read();

        Assert.Equal("0102030405060708090a0b0c0d0e0f10", Convert.ToHexStringLower(bytes));
        SpanContext context = Assert.Single(_sink.Spans).Span.Context;
        Assert.Equal("0102030405060708090a0b0c0d0e0f10", context.TraceId.ToString());
        Assert.Equal("00000000000000a1", context.SpanId.ToString());
    }

    [Fact]
    public void ASampleTellsItsSpan()
    {
        _builder.AddSample(SegmentBuilder.Sample() with { Span = Child }, 0x10);
        _builder.AddSample(0x20);
        Read();

        Assert.Equal([Child, default], _sink.Samples.Select(sample => sample.Header.Span));
        Assert.Equal([0x10UL], _sink.Samples[0].Frames);
        Assert.True(_sink.Samples[1].Header.Span.IsNone);
    }

    [Fact]
    public void ASpanThatMakesNoSenseIsCountedAndTheNextOneRead()
    {
        _builder.SpanAt(_builder.AddSpan(RecordKind.SpanStop, Stopped)).EndNs = 99;
        _builder.SpanAt(_builder.AddSpan(RecordKind.SpanStop, Stopped)).Span = default;
        _builder.SpanAt(_builder.AddSpan(RecordKind.SpanStop, Stopped)).AttributeCount = 200;
        ulong tooLong = _builder.AddSpan(RecordKind.SpanStop, Stopped, (SpanAttribute.Source, "0123456789ab"));
        _builder.Ring[(int)tooLong + 82] = 13;
        _builder.AddSpan(RecordKind.SpanStop, Stopped);
        RingReader reader = Read();

        Assert.Equal(4, reader.CorruptRecords);
        Assert.Equal(Stopped, Assert.Single(_sink.Spans).Span);
    }

    [Fact]
    public void ResourceAttributesComeInTheirOrder()
    {
        _builder.Journal.Add(new ResourceInfo([new("service.name", "shop"), new("deployment.environment", "")], 7));
        using SegmentFile segment = Open();
        JournalReader journal = segment.CreateJournalReader();
        journal.Read(_sink, segment.ReadProducer().JournalCommitted);

        Assert.Null(journal.Corrupt);
        var resource = Assert.IsType<ResourceInfo>(Assert.Single(_sink.Facts));
        Assert.Equal([new("service.name", "shop"), new("deployment.environment", "")], resource.Attributes);
        Assert.Equal(7UL, resource.TimeNs);
    }

    private SegmentFile Open() => SegmentFile.Open(_builder.Save(_directory.File("1-1.seg")), writable: false);

    private RingReader Read()
    {
        using SegmentFile segment = Open();
        RingReader reader = segment.CreateRingReader(0);
        reader.Read(_builder.Producer.Head, _sink);
        return reader;
    }
}
