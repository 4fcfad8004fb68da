using System.Runtime.InteropServices;
using Clrscope.Recording;

namespace Clrscope.Queries.Export;

/// <summary>Adds the samples of one file up, with as much detail as there is room for.</summary>
internal sealed class ExportVisitor(RecordingTables tables, ExportRoots roots, ExportBudget budget) : ISampleVisitor
{
    private readonly Dictionary<long, long> _weights = [];
    private ExportSums _sums = new(tables, roots, budget.Detail);
    private int[] _spansOfBatch = [];
    private int _taken;
    private long _first = long.MaxValue;
    private long _last = long.MinValue;

    /// <summary>What the samples are told apart by so far.</summary>
    internal ExportDetail Detail => _sums.Detail;

    /// <summary>The spans that samples are told apart by so far.</summary>
    internal IReadOnlyList<SpanReference> Spans => _sums.Spans;

    /// <inheritdoc/>
    public void Visit(in SampleBatch batch)
    {
        FollowBudget();
        if (_spansOfBatch.Length < batch.SpanTable.Length)
        {
            _spansOfBatch = new int[batch.SpanTable.Length];
        }

        _sums.Reserve(batch.Count);
        var counts = new long[batch.ValueTable.Length];
        AddUp(batch, _spansOfBatch.AsSpan(0, batch.SpanTable.Length), counts);
        TakeRoom();
        for (int i = 0; i < counts.Length; i++)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_weights, batch.ValueTable[i].WeightNs, out _) += counts[i];
        }
    }

    /// <inheritdoc/>
    public void Complete()
    {
        _sums.Complete();
        TakeRoom();
        FollowBudget();
    }

    /// <summary>Goes over to the detail that there is room for, if it is less by now.</summary>
    internal void FollowBudget()
    {
        while (_sums.Detail != budget.Detail)
        {
            _sums = _sums.With(budget.Detail);
            _taken = 0;
            TakeRoom();
        }
    }

    /// <summary>Adds what was found to that of other files.</summary>
    internal void AddTo(ExportProfile profile)
    {
        profile.Begin(tables, _first, _last, _weights);
        _sums.AddTo(profile);
    }

    private void AddUp(in SampleBatch batch, Span<int> spans, Span<long> counts)
    {
        spans.Fill(-1);
        ReadOnlySpan<uint> times = batch.Times;
        ReadOnlySpan<int> threads = batch.Threads;
        ReadOnlySpan<int> stacks = batch.Stacks;
        ReadOnlySpan<int> values = batch.Values;
        ReadOnlySpan<int> spansOfSamples = batch.Spans;
        ReadOnlySpan<SampleValue> valueTable = batch.ValueTable;
        uint first = uint.MaxValue;
        uint last = 0;
        for (int i = 0; i < stacks.Length; i++)
        {
            int value = values[i];
            counts[value]++;
            ref int span = ref spans[spansOfSamples[i]];
            if (span < 0)
            {
                span = _sums.SpanOf(batch.SpanTable[spansOfSamples[i]]);
            }

            _sums.Add(threads[i], span, stacks[i], new CpuSum(valueTable[value].WeightNs, 1));
            first = Math.Min(first, times[i]);
            last = Math.Max(last, times[i]);
        }

        _first = Math.Min(_first, batch.BaseTimeUnixNs + first);
        _last = Math.Max(_last, batch.BaseTimeUnixNs + last);
    }

    private void TakeRoom()
    {
        budget.Take(_sums.Detail, _sums.Different - _taken);
        _taken = _sums.Different;
    }
}
