using System.Runtime.InteropServices;
using Clrscope.Recording;

namespace Clrscope.Queries.Export;

/// <summary>Adds the samples of one file up, with as much detail as there is room for.</summary>
internal sealed class ExportVisitor(RecordingTables tables, ExportRoots roots, ExportBudget budget) : ISampleVisitor
{
    private readonly Dictionary<long, long> _weights = [];
    private ExportSums _sums = new(tables, roots, budget.Detail);
    private int[] _spansOfBatch = [];
    private long _first = long.MaxValue;
    private long _last = long.MinValue;

    /// <summary>What the samples are told apart by so far.</summary>
    internal ExportDetail Detail => _sums.Detail;

    /// <inheritdoc/>
    public void Visit(in SampleBatch batch)
    {
        FollowBudget();
        if (_spansOfBatch.Length < batch.SpanTable.Length)
        {
            _spansOfBatch = new int[batch.SpanTable.Length];
        }

        _spansOfBatch.AsSpan(0, batch.SpanTable.Length).Fill(-1);
        int countBefore = _sums.Count;
        var counts = new long[batch.ValueTable.Length];
        for (int i = 0; i < batch.Count; i++)
        {
            int value = batch.Values[i];
            counts[value]++;
            ref int span = ref _spansOfBatch[batch.Spans[i]];
            if (span < 0)
            {
                span = _sums.SpanOf(batch.SpanTable[batch.Spans[i]]);
            }

            _sums.Add(batch.Threads[i], span, batch.Stacks[i], new CpuSum(batch.ValueTable[value].WeightNs, 1));
            long time = batch.BaseTimeUnixNs + batch.Times[i];
            _first = Math.Min(_first, time);
            _last = Math.Max(_last, time);
        }

        budget.Take(_sums.Detail, _sums.Count - countBefore);
        for (int i = 0; i < counts.Length; i++)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_weights, batch.ValueTable[i].WeightNs, out _) += counts[i];
        }
    }

    /// <summary>Goes over to the detail that there is room for, if it is less by now.</summary>
    internal void FollowBudget()
    {
        while (_sums.Detail != budget.Detail)
        {
            _sums = _sums.With(budget.Detail);
            budget.Take(_sums.Detail, _sums.Count);
        }
    }

    /// <summary>Adds what was found to that of other files.</summary>
    internal void AddTo(ExportProfile profile)
    {
        profile.Begin(tables, _first, _last, _weights);
        _sums.AddTo(profile);
    }
}
