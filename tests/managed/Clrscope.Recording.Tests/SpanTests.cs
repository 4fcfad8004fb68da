using Clrscope.Recording.Format;
using Clrscope.Recording.Reading;

namespace Clrscope.Recording.Tests;

public sealed class SpanTests
{
    [Fact]
    public void A_span_that_has_ended_replaces_what_was_said_of_it_in_flight()
    {
        using Recorder recorder = new();
        long start = recorder.Time.NowNs;
        recorder.AddSpan(start, -1, process: 0, id: 1);
        recorder.AddSecond(0, 0);
        recorder.AddSpan(start, -1, process: 0, id: 1);
        recorder.AddSecond(0, 0);
        RecordedSpan ended = recorder.AddSpan(start, 5 * Recorder.Second, process: 0, id: 1);
        recorder.Writer.Flush();

        Assert.Equal([Readings.Text(ended)], Read(recorder, start, start + 1));
        Assert.Equal([Readings.Text(ended)], Read(recorder, start + (4 * Recorder.Second), long.MaxValue));
        Assert.Empty(Read(recorder, start + (6 * Recorder.Second), long.MaxValue));
        Assert.Empty(Read(recorder, 0, start));
    }

    [Fact]
    public void A_span_that_never_ended_is_found_from_its_start_on()
    {
        using Recorder recorder = new();
        long start = recorder.Time.NowNs;
        RecordedSpan span = recorder.AddSpan(start, -1, process: 1);
        recorder.Writer.Flush();

        Assert.Empty(Read(recorder, 0, start));
        Assert.Equal([Readings.Text(span)], Read(recorder, start + (100 * Recorder.Second), long.MaxValue));
    }

    [Fact]
    public void Spans_of_a_window_are_those_that_touch_it()
    {
        using Recorder recorder = new();
        long start = recorder.Time.NowNs;
        for (int i = 0; i < 100; i++)
        {
            recorder.AddSecond(0, spans: 4);
        }

        Random random = new(5);
        for (int i = 0; i < 50; i++)
        {
            long from = start + random.NextInt64(100 * Recorder.Second);
            long to = from + random.NextInt64(10 * Recorder.Second);
            Assert.Equal(
                recorder.Spans
                    .Where(span => span.StartUnixNs < to && span.EndUnixNs >= from)
                    .OrderBy(span => span.StartUnixNs)
                    .Select(Readings.Text),
                Read(recorder, from, to));
        }
    }

    [Fact]
    public void A_span_in_flight_does_not_make_those_beside_it_be_read_for_later_windows()
    {
        using Recorder recorder = new();
        long start = recorder.Time.NowNs;
        RecordedSpan inFlight = recorder.AddSpan(start, -1, process: 0);
        recorder.AddSpan(start, Recorder.Second, process: 0);
        recorder.Writer.Flush();

        using RecordingFile file = RecordingFile.Open(recorder.Files()[0]);
        List<RecordedSpan> spans = [];
        file.ReadSpans(start + (2 * Recorder.Second), long.MaxValue, null, null, spans);
        Assert.Equal(Readings.Text(inFlight), Readings.Text(Assert.Single(spans)));
    }

    [Fact]
    public void Spans_are_chosen_by_their_ids_and_known_to_have_ended()
    {
        using Recorder recorder = new();
        long start = recorder.Time.NowNs;
        recorder.AddSpan(start, -1, process: 0, id: 5);
        recorder.AddSecond(0, spans: 5);
        RecordedSpan ended = recorder.AddSpan(start, 2 * Recorder.Second, process: 0, id: 5);
        recorder.AddSecond(0, spans: 5);
        SpanId id = Recorder.Reference(5).SpanId;

        using RecordingReader reader = RecordingReader.Open(recorder.Path);
        Assert.Equal(
            [Readings.Text(ended)],
            reader.ReadSpans(0, long.MaxValue, filter: span => span.SpanId == id).Select(Readings.Text));
        Assert.Empty(reader.ReadSpans(start + (3 * Recorder.Second), long.MaxValue, filter: span => span.SpanId == id));
        Assert.Equal(default, reader.Damage);
    }

    [Fact]
    public void Spans_of_one_process()
    {
        using Recorder recorder = new();
        recorder.AddSecond(0, spans: 5);

        using RecordingReader reader = RecordingReader.Open(recorder.Path);
        Assert.Equal(2, reader.ReadSpans(0, long.MaxValue, process => process.Name == "stock").Count);
    }

    [Theory]
    [InlineData(long.MinValue, long.MinValue + 5, 0, 1)]
    [InlineData(long.MinValue, 7, 0, 7)]
    [InlineData(3, long.MaxValue, 3, long.MaxValue / 2)]
    [InlineData(long.MaxValue - 1, long.MaxValue, long.MaxValue / 2, long.MaxValue / 2)]
    [InlineData(long.MaxValue, 0, long.MaxValue / 2, 0)]
    [InlineData(8, 5, 8, 8)]
    public void Times_beyond_all_clocks_are_cut_so_that_they_can_be_subtracted(long start, long end, long cutStart, long cutEnd)
    {
        using Recorder recorder = new();
        recorder.Writer.AddSpan(
            0, new RecordedSpan { StartUnixNs = start, EndUnixNs = end, TraceId = default, SpanId = new SpanId(1) });
        recorder.Writer.Flush();

        using RecordingReader reader = RecordingReader.Open(recorder.Path);
        RecordedSpan span = Assert.Single(reader.ReadSpans(long.MinValue, long.MaxValue));
        Assert.Equal((cutStart, cutEnd), (span.StartUnixNs, span.EndUnixNs));
    }

    [Theory]
    [InlineData(long.MinValue, 6UL, 0, 1)]
    [InlineData(-3, 11UL, 0, 7)]
    [InlineData(long.MinValue, 0UL, 0, 0)]
    [InlineData(3, ulong.MaxValue, 3, long.MaxValue / 2)]
    [InlineData(long.MaxValue, ulong.MaxValue, long.MaxValue / 2, long.MaxValue / 2)]
    public void Such_times_are_cut_when_a_file_has_them(long start, ulong length, long cutStart, long cutEnd)
    {
        ByteBuffer row = new();
        row.WriteInt64(start);
        row.WriteVarint(length);
        row.Take(TraceId.Size + (3 * SpanId.Size)).Clear();
        row.Take(4).Clear();
        List<RecordedSpan> spans = [];

        SpanDecoder decoder = new(Recorder.Processes, new AttributeSets(new StringTable(), null), null);
        Assert.True(decoder.TryRead(row.Written, 1, spans));
        Assert.Equal((cutStart, cutEnd), (spans[0].StartUnixNs, spans[0].EndUnixNs));
    }

    [Fact]
    public void A_sample_from_beyond_all_clocks_costs_none_of_the_others()
    {
        using Recorder recorder = new();
        foreach (long time in (long[])[long.MinValue, -1, 5, long.MaxValue, 7])
        {
            recorder.AddSample(0, time, 1, [1, 2, 3], 5);
        }

        recorder.Writer.Flush();

        Assert.Equal(5, Readings.Samples(recorder.Path).Count);
    }

    [Fact]
    public void Spans_have_the_attributes_that_are_asked_for_and_share_equal_ones()
    {
        using Recorder recorder = new();
        recorder.AddSecond(0, spans: 20);

        using RecordingReader reader = RecordingReader.Open(recorder.Path);
        IReadOnlyList<RecordedSpan> spans =
            reader.ReadSpans(0, long.MaxValue, attribute: key => key is SpanAttribute.Operation or (SpanAttribute)200);
        Assert.Equal(20, spans.Count);
        Assert.All(spans, span => Assert.Equal(
            [new(SpanAttribute.Operation, "Order"), new((SpanAttribute)200, "")], span.Attributes));
        Assert.All(spans, span => Assert.Same(spans[0].Attributes, span.Attributes));
        Assert.All(reader.ReadSpans(0, long.MaxValue, attribute: _ => false), span => Assert.Empty(span.Attributes));
    }

    [Fact]
    public void Attributes_have_names()
    {
        RecordedSpan span = new()
        {
            StartUnixNs = 1,
            TraceId = default,
            SpanId = default,
            Attributes = [new(SpanAttribute.HttpRoute, "/x"), new(SpanAttribute.DisplayName, "GET /x")],
        };

        Assert.Equal("/x", span[SpanAttribute.HttpRoute]);
        Assert.Equal("GET /x", span.Display);
        Assert.Equal("", span.Source);
    }

    private static IEnumerable<string> Read(Recorder recorder, long from, long to)
    {
        using RecordingReader reader = RecordingReader.Open(recorder.Path);
        return reader.ReadSpans(from, to).Select(Readings.Text);
    }
}
