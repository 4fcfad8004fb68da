using System.Runtime.InteropServices;
using Clrscope.Recording;

namespace Clrscope.Queries.Export;

/// <summary>Adds the samples of one file up by stack and by what they are told apart by.</summary>
internal sealed class ExportVisitor : ISampleVisitor
{
    private readonly ExportRoots _roots;
    private readonly ExportDetail _detail;
    private readonly ExportBudget _budget;

    /// <summary>By thread: the one that stands for it.</summary>
    private readonly int[] _threads;
    private readonly Dictionary<(int Group, int Stack), CpuSum> _samples = [];
    private readonly Dictionary<(int Thread, int Span), int> _groupIndexes = [];
    private readonly List<(int Thread, int Span)> _groups = [];
    private readonly Dictionary<SpanReference, int> _spanIndexes = [];
    private readonly List<SpanReference> _spans = [];
    private readonly Dictionary<string, int> _endpoints = [];
    private readonly Dictionary<long, long> _weights = [];
    private int[] _spansOfBatch = [];
    private long _first = long.MaxValue;
    private long _last = long.MinValue;

    internal ExportVisitor(RecordingTables tables, ExportRoots roots, ExportDetail detail, ExportBudget budget)
    {
        _roots = roots;
        _detail = detail;
        _budget = budget;
        _threads = [.. Enumerable.Range(0, tables.Threads.Count)];
        if (detail == ExportDetail.Process)
        {
            Dictionary<RecordedProcess, int> firstOf = [];
            for (int i = 0; i < _threads.Length; i++)
            {
                firstOf.TryAdd(tables.Threads[i].Process, i);
                _threads[i] = firstOf[tables.Threads[i].Process];
            }
        }
    }

    /// <inheritdoc/>
    public void Visit(in SampleBatch batch)
    {
        if (_spansOfBatch.Length < batch.SpanTable.Length)
        {
            _spansOfBatch = new int[batch.SpanTable.Length];
        }

        _spansOfBatch.AsSpan(0, batch.SpanTable.Length).Fill(-1);
        var counts = new long[batch.ValueTable.Length];
        for (int i = 0; i < batch.Count; i++)
        {
            int value = batch.Values[i];
            counts[value]++;
            int group = GroupOf(_threads[batch.Threads[i]], SpanOf(batch.SpanTable, batch.Spans[i]));
            ref CpuSum sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_samples, (group, batch.Stacks[i]), out bool exists);
            if (!exists)
            {
                _budget.Take();
            }

            sum.Add(new CpuSum(batch.ValueTable[value].WeightNs, 1));
            long time = batch.BaseTimeUnixNs + batch.Times[i];
            _first = Math.Min(_first, time);
            _last = Math.Max(_last, time);
        }

        for (int i = 0; i < counts.Length; i++)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_weights, batch.ValueTable[i].WeightNs, out _) += counts[i];
        }
    }

    /// <summary>Adds what was found to that of other files.</summary>
    internal void AddTo(ExportProfile profile, RecordingTables tables)
    {
        ExportLabels labels = new(_roots, _detail);
        profile.Begin(tables, _first, _last, _weights);
        Profiles.LabelSet[] sets = [.. _groups.Select(group => labels.Of(tables.Threads[group.Thread], _spans[group.Span]))];
        foreach (((int group, int stack), CpuSum sum) in _samples)
        {
            profile.Add(stack, sets[group], sum);
        }
    }

    private int GroupOf(int thread, int span)
    {
        ref int group = ref CollectionsMarshal.GetValueRefOrAddDefault(_groupIndexes, (thread, span), out bool exists);
        if (!exists)
        {
            group = _groups.Count;
            _groups.Add((thread, span));
        }

        return group;
    }

    /// <summary>Index of the span, or of one that stands for all of its endpoint.</summary>
    private int SpanOf(ReadOnlySpan<SpanReference> table, int index)
    {
        ref int span = ref _spansOfBatch[index];
        if (span < 0)
        {
            SpanReference reference = table[index];
            ref int known = ref (_detail == ExportDetail.Span
                ? ref CollectionsMarshal.GetValueRefOrAddDefault(_spanIndexes, reference, out bool exists)
                : ref CollectionsMarshal.GetValueRefOrAddDefault(
                    _endpoints, reference.IsNone ? EndpointName.NoRequest : _roots.EndpointOf(reference), out exists));
            if (!exists)
            {
                known = _spans.Count;
                _spans.Add(reference);
            }

            span = known;
        }

        return span;
    }
}
