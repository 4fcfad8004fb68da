using System.Runtime.InteropServices;
using Clrscope.Recording;

namespace Clrscope.Queries.Traces;

/// <summary>
/// Makes stretches of work of the samples of one file. Samples of a thread that follow one another closely are one stretch,
/// so that what is kept does not grow with what a thread does in one go.
/// </summary>
internal sealed class TraceVisitor : ISampleVisitor
{
    /// <summary>No sample stands for more in the drawing: an hour.</summary>
    private const long MaxWeightNs = 3_600_000_000_000;

    private readonly Dictionary<SpanReference, int> _spanIndexes = [];
    private readonly List<SpanReference> _spans = [];
    private readonly Dictionary<(int Span, int Thread), int> _latest = [];
    private readonly List<Activity> _activities = [];
    private readonly Dictionary<(int Span, int Stack), CpuSum> _stacks = [];
    private readonly Dictionary<long, long> _weights = [];
    private int[] _spansOfBatch = [];

    /// <inheritdoc/>
    public void Visit(in SampleBatch batch)
    {
        LoadSpans(batch);
        for (int i = 0; i < batch.Count; i++)
        {
            SampleValue value = batch.ValueTable[batch.Values[i]];
            if (value.Kind == SampleKinds.Cpu)
            {
                Add(
                    batch.BaseTimeUnixNs + batch.Times[i],
                    SpanOf(batch.SpanTable, batch.Spans[i]),
                    batch.Threads[i],
                    batch.Stacks[i],
                    value.WeightNs);
            }
        }
    }

    /// <summary>Adds what was found to that of other files.</summary>
    internal void AddTo(TraceSamples samples, RecordingTables tables)
    {
        int[] spans = [.. _spans.Select(samples.IndexOf)];
        Dictionary<int, int> asyncMethods = [];
        foreach (Activity activity in _activities)
        {
            ref int method = ref CollectionsMarshal.GetValueRefOrAddDefault(asyncMethods, activity.Last, out bool isKnown);
            if (!isKnown)
            {
                method = samples.IndexOfMethod(LeafFrames.AsyncMethodOf(tables, activity.Last));
            }

            samples.Activities.Add(activity with
            {
                Span = spans[activity.Span],
                Thread = samples.IndexOf(tables.Threads[activity.Thread]),
                Last = method,
            });
        }

        foreach (((int span, int stack), CpuSum sum) in _stacks)
        {
            samples.AddStack(spans[span], tables, stack, sum);
        }

        foreach ((long weight, long count) in _weights)
        {
            samples.AddWeight(weight, count);
        }
    }

    private void Add(long time, int span, int thread, int stack, long weight)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_stacks, (span, stack), out _).Add(new CpuSum(weight, 1));
        CollectionsMarshal.GetValueRefOrAddDefault(_weights, weight, out _)++;
        long length = Math.Clamp(weight, 0, MaxWeightNs);
        long start = time - length;
        ref int latest = ref CollectionsMarshal.GetValueRefOrAddDefault(_latest, (span, thread), out bool exists);
        if (exists)
        {
            // The kernel looks at CPU clocks on its tick: what follows within half an interval was not interrupted.
            ref Activity open = ref CollectionsMarshal.AsSpan(_activities)[latest];
            if (start <= open.EndNs + (length / 2) && time >= open.StartNs)
            {
                open.StartNs = Math.Min(open.StartNs, start);
                open.Last = time >= open.EndNs ? stack : open.Last;
                open.EndNs = Math.Max(open.EndNs, time);
                open.Cpu.Add(new CpuSum(weight, 1));
                return;
            }
        }

        latest = _activities.Count;
        _activities.Add(new Activity
        {
            Span = span,
            Thread = thread,
            StartNs = start,
            EndNs = time,
            Cpu = new CpuSum(weight, 1),
            Last = stack,
        });
    }

    private void LoadSpans(in SampleBatch batch)
    {
        if (_spansOfBatch.Length < batch.SpanTable.Length)
        {
            _spansOfBatch = new int[batch.SpanTable.Length];
        }

        _spansOfBatch.AsSpan(0, batch.SpanTable.Length).Fill(-1);
    }

    private int SpanOf(ReadOnlySpan<SpanReference> table, int index)
    {
        ref int span = ref _spansOfBatch[index];
        if (span < 0)
        {
            ref int known = ref CollectionsMarshal.GetValueRefOrAddDefault(_spanIndexes, table[index], out bool exists);
            if (!exists)
            {
                known = _spans.Count;
                _spans.Add(table[index]);
            }

            span = known;
        }

        return span;
    }
}
