using Clrscope.Recording;

namespace Clrscope.Queries.Export;

/// <summary>Adds the samples of one file up, with as much detail as there is room for.</summary>
internal sealed class ExportVisitor : ISampleVisitor
{
    private readonly ExportBudget _budget;
    private readonly SampleWeights _weights = new();
    private ExportSums _sums;
    private int[] _spansOfBatch = [];
    private int[] _weightsOfBatch = [];
    private int _taken;
    private long _first = long.MaxValue;
    private long _last = long.MinValue;

    internal ExportVisitor(RecordingFile file, ExportRoots roots, ExportBudget budget)
    {
        _budget = budget;
        _sums = new ExportSums(file.Tables, roots, budget.Detail, _weights, file.SampleCount);
    }

    /// <summary>What the samples are told apart by so far.</summary>
    internal ExportDetail Detail => _sums.Detail;

    /// <summary>The spans that samples are told apart by so far.</summary>
    internal IReadOnlyList<SpanReference> Spans => _sums.Spans;

    /// <inheritdoc/>
    public void Visit(in SampleBatch batch)
    {
        FollowBudget();
        _sums.Reserve(batch.Count);
        Span<int> spans = Room(ref _spansOfBatch, batch.SpanTable.Length);
        spans.Fill(-1);
        Span<int> weights = Room(ref _weightsOfBatch, batch.ValueTable.Length);
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = _weights.IndexOf(batch.ValueTable[i].WeightNs);
        }

        Add(batch, spans, weights);
        TakeRoom();
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
        while (_sums.Detail != _budget.Detail)
        {
            _sums = _sums.With(_budget.Detail);
            _taken = 0;
            TakeRoom();
        }
    }

    /// <summary>Adds what was found to that of other files.</summary>
    internal void AddTo(ExportProfile profile)
    {
        profile.AddProperties(_first, _last, _weights);
        _sums.AddTo(profile);
    }

    private void Add(in SampleBatch batch, Span<int> spans, ReadOnlySpan<int> weights)
    {
        ReadOnlySpan<uint> times = batch.Times;
        ReadOnlySpan<int> threads = batch.Threads;
        ReadOnlySpan<int> stacks = batch.Stacks;
        ReadOnlySpan<int> values = batch.Values;
        ReadOnlySpan<int> spansOfSamples = batch.Spans;
        Span<long> counts = _weights.Counts;
        uint first = uint.MaxValue;
        uint last = 0;
        for (int i = 0; i < stacks.Length; i++)
        {
            ref int span = ref spans[spansOfSamples[i]];
            if (span < 0)
            {
                span = _sums.SpanOf(batch.SpanTable[spansOfSamples[i]]);
            }

            int weight = weights[values[i]];
            counts[weight]++;
            _sums.Add(threads[i], span, stacks[i], weight);
            first = Math.Min(first, times[i]);
            last = Math.Max(last, times[i]);
        }

        _first = Math.Min(_first, batch.BaseTimeUnixNs + first);
        _last = Math.Max(_last, batch.BaseTimeUnixNs + last);
    }

    private void TakeRoom()
    {
        _budget.Take(_sums.Detail, _sums.Different - _taken);
        _taken = _sums.Different;
    }

    private static Span<int> Room(ref int[] buffer, int size)
    {
        if (buffer.Length < size)
        {
            buffer = new int[size];
        }

        return buffer.AsSpan(0, size);
    }
}
