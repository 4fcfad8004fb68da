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
    public void Spans_of_one_process()
    {
        using Recorder recorder = new();
        recorder.AddSecond(0, spans: 5);

        using RecordingReader reader = RecordingReader.Open(recorder.Path);
        Assert.Equal(2, reader.ReadSpans(0, long.MaxValue, process => process.Name == "stock").Count);
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
