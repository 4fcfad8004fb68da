using System.Runtime.CompilerServices;

namespace Clrscope.Recording.Tests;

/// <summary>What readers find, as text that can be compared.</summary>
internal static class Readings
{
    private static readonly ConditionalWeakTable<RecordedFrame, string> s_frames = [];

    internal static List<string> Samples(string directory, SampleFilter? filter = null)
    {
        using RecordingReader reader = RecordingReader.Open(directory);
        List<string> samples = Samples(reader, filter);
        Assert.Equal(default, reader.Damage);
        return samples;
    }

    internal static List<string> Samples(RecordingReader reader, SampleFilter? filter = null)
    {
        List<string> all = [];
        reader.Scan(filter ?? new SampleFilter(), _ => new Collector(), (_, collector) => all.AddRange(collector.Found));
        return all;
    }

    internal static string Text(in RecordedSample sample, RecordingTables tables) => Text(
        sample.TimeUnixNs,
        sample.Thread,
        tables.Stacks.FramesOf(sample.Stack).Select(frame => tables.Frames[frame]),
        sample.WeightNs,
        sample.Kind,
        sample.Span);

    internal static string Text(
        long time, RecordedThread thread, IEnumerable<RecordedFrame> frames, long weight, byte kind, SpanReference span) =>
        $"{time} {Text(thread.Process)} {thread.Tid} {thread.Number} {thread.Name} [{string.Join(", ", frames.Select(Text))}] "
        + $"{weight} {kind} {span}";

    internal static string Text(RecordedSpan span) =>
        $"{span.StartUnixNs} {span.EndUnixNs} {span.TraceId} {span.SpanId} {span.ParentSpanId} {span.RootSpanId} {span.Kind} "
        + $"{span.Status} {Text(span.Process!)} {string.Join(", ", span.Attributes)}";

    // The same frames come again and again, and their text takes long to make.
    private static string Text(RecordedFrame frame) => s_frames.GetValue(frame, key => key.ToString());

    private static string Text(RecordedProcess process) =>
        $"{process.Pid} {process.StartTicks} {process.Name} {string.Join(", ", process.Attributes)}";

    internal sealed class Collector : ISampleVisitor
    {
        internal List<string> Found { get; } = [];

        public void Visit(in SampleBatch batch)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                Found.Add(Text(batch[i], batch.File.Tables));
            }
        }
    }
}
