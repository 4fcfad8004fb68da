namespace Clrscope.Recording.Tests;

public sealed class FilterTests
{
    [Fact]
    public void Any_window_has_exactly_the_samples_in_it()
    {
        using Recorder recorder = new();
        long start = recorder.Time.NowNs;
        for (int i = 0; i < 130; i++)
        {
            recorder.AddSecond(samples: 5);
        }

        Random random = new(3);
        for (int i = 0; i < 50; i++)
        {
            long from = start + random.NextInt64(130 * Recorder.Second);
            long to = from + random.NextInt64(20 * Recorder.Second);
            Assert.Equal(
                recorder.Samples.Where(sample => TimeOf(sample) >= from && TimeOf(sample) < to),
                Readings.Samples(recorder.Path, new SampleFilter { FromUnixNs = from, ToUnixNs = to }));
        }
    }

    [Fact]
    public void Samples_of_a_thread_a_kind_or_a_span()
    {
        using Recorder recorder = new();
        for (int i = 0; i < 10; i++)
        {
            recorder.AddSecond();
        }

        SpanReference wanted = Recorder.Reference(7);
        Check(
            sample => sample.Contains(" 4712 ", StringComparison.Ordinal),
            new() { Thread = thread => thread.Process.Pid == 4712 });
        Check(sample => sample.Contains("worker 3 ", StringComparison.Ordinal), new() { Thread = thread => thread.Number == 3 });
        Check(sample => sample.Contains(" 2 SpanReference", StringComparison.Ordinal), new() { Kind = 2 });
        Check(sample => sample.EndsWith($"{wanted}", StringComparison.Ordinal), new() { Span = span => span == wanted });
        Check(
            sample => sample.EndsWith($"{default(SpanReference)}", StringComparison.Ordinal),
            new() { Span = span => span.IsNone });
        Check(_ => false, new() { Span = _ => false });

        void Check(Func<string, bool> expected, SampleFilter filter) =>
            Assert.Equal(recorder.Samples.Where(expected), Readings.Samples(recorder.Path, filter));
    }

    [Fact]
    public void Merged_tables_give_equal_stacks_of_several_files_one_index()
    {
        using Recorder recorder = new();
        for (int i = 0; i < 130; i++)
        {
            recorder.AddSample(0, recorder.Time.NowNs, 1, [i % 3, 5, 6], 10);
            recorder.AddSecond(samples: 0);
        }

        using RecordingReader reader = RecordingReader.Open(recorder.Path);
        MergedTables merged = new();
        Dictionary<int, int> counts = [];
        reader.Scan(new SampleFilter(), _ => new StackCollector(), (file, collector) =>
        {
            MergedIndexes indexes = merged.Add(file.Tables);
            foreach (int stack in collector.Stacks)
            {
                int index = indexes.Stacks[stack];
                counts[index] = counts.GetValueOrDefault(index) + 1;
            }
        });

        Assert.Equal([44, 43, 43], counts.Values);
        StackTable stacks = merged.ToStackTable();
        Assert.Equal(
            Enumerable.Range(0, 3).Select(i => ((int[])[i, 5, 6]).Select(frame => Recorder.Frame(0, frame))),
            counts.Keys.Select(stack => stacks.FramesOf(stack).Select(frame => merged.Frames[frame])));
        Assert.Equal(1, merged.Threads.Count(thread => thread.Name == "worker 1"));
    }

    [Fact]
    public void What_a_visitor_throws_is_thrown_by_the_scan()
    {
        using Recorder recorder = new();
        recorder.AddSecond();

        using RecordingReader reader = RecordingReader.Open(recorder.Path);
        Assert.Throws<NotSupportedException>(
            () => reader.Scan(new SampleFilter(), _ => new FailingVisitor(), (_, _) => { }));
    }

    [Fact]
    public void A_scan_can_be_cancelled()
    {
        using Recorder recorder = new();
        recorder.AddSecond();

        using RecordingReader reader = RecordingReader.Open(recorder.Path);
        Assert.ThrowsAny<OperationCanceledException>(() => reader.Scan(
            new SampleFilter(), _ => new StackCollector(), (_, _) => { }, new CancellationToken(canceled: true)));
    }

    private static long TimeOf(string sample) =>
        long.Parse(sample[..sample.IndexOf(' ', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);

    private sealed class StackCollector : ISampleVisitor
    {
        internal List<int> Stacks { get; } = [];

        public void Visit(in SampleBatch batch) => Stacks.AddRange(batch.Stacks);
    }

    private sealed class FailingVisitor : ISampleVisitor
    {
        public void Visit(in SampleBatch batch) => throw new NotSupportedException();
    }
}
