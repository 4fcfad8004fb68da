using System.Buffers;

namespace Clrscope.Queries.Export;

/// <summary>
/// Samples as they come, which are added up when there is no more room, all at once: sorted by group, the sums of one group are
/// found by an array that the processor's cache holds. To look up the sum of each sample in a table of all of them takes several
/// times as long.
/// </summary>
/// <param name="expected">How many are expected; more may come.</param>
internal sealed class PendingSamples(long expected)
{
    private const int MinRoom = 1 << 18;
    private const int MaxRoom = 1 << 20;

    private readonly int _room = (int)Math.Clamp(expected, MinRoom, MaxRoom);
    private PendingSample[] _samples = [];
    private int _count;

    /// <summary>Makes room for so many samples, if need be by adding up what there is. Not all of them need come.</summary>
    internal void Reserve(int more, SampleSums sums, IReadOnlyList<long> weights)
    {
        if (_samples.Length - _count < more)
        {
            AddUp(sums, weights);
            if (_samples.Length < more)
            {
                Release();
                _samples = ArrayPool<PendingSample>.Shared.Rent(Math.Max(more, _room));
            }
        }
    }

    /// <summary>Adds a sample for which there is room.</summary>
    internal void Add(in PendingSample sample) => _samples[_count++] = sample;

    /// <summary>Adds the samples to sums; there are none afterwards.</summary>
    /// <param name="sums">What they are added to.</param>
    /// <param name="weights">By the index of a weight: nanoseconds.</param>
    internal void AddUp(SampleSums sums, IReadOnlyList<long> weights)
    {
        if (_count == 0)
        {
            return;
        }

        long[] weightsNs = [.. weights];
        PendingSample[] rented = ArrayPool<PendingSample>.Shared.Rent(_count);
        Span<PendingSample> sorted = rented.AsSpan(0, _count);
        int stacks = SortedByGroup.Write(_samples.AsSpan(0, _count), sorted);
        sums.BeginRun(_count, stacks);
        foreach (ref readonly PendingSample sample in sorted)
        {
            sums.AddToRun(sample.Group, sample.Stack, new CpuSum(weightsNs[sample.Weight], 1));
        }

        sums.EndRun();
        ArrayPool<PendingSample>.Shared.Return(rented);
        _count = 0;
    }

    /// <summary>Gives the room up, and what is in it.</summary>
    internal void Release()
    {
        if (_samples.Length > 0)
        {
            ArrayPool<PendingSample>.Shared.Return(_samples);
        }

        _samples = [];
        _count = 0;
    }
}
