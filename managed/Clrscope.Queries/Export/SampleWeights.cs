using System.Runtime.InteropServices;

namespace Clrscope.Queries.Export;

/// <summary>How many samples there are of each weight. There are few weights: one or some distances between two samples.</summary>
internal sealed class SampleWeights
{
    private readonly Dictionary<long, int> _indexes = [];
    private readonly List<long> _weights = [];
    private readonly List<long> _counts = [];

    /// <summary>By index: nanoseconds.</summary>
    internal ReadOnlySpan<long> All => CollectionsMarshal.AsSpan(_weights);

    /// <summary>By index: the number of samples.</summary>
    internal Span<long> Counts => CollectionsMarshal.AsSpan(_counts);

    /// <summary>The weight of most samples, the smaller one of two; 0 if there are none.</summary>
    internal long MostFrequent => _counts
        .Zip(_weights)
        .OrderByDescending(pair => pair.First)
        .ThenBy(pair => pair.Second)
        .Select(pair => pair.Second)
        .FirstOrDefault();

    /// <summary>The index of a weight.</summary>
    internal int IndexOf(long weightNs)
    {
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_indexes, weightNs, out bool exists);
        if (!exists)
        {
            index = _weights.Count;
            _weights.Add(weightNs);
            _counts.Add(0);
        }

        return index;
    }

    /// <summary>Adds the samples of another one.</summary>
    internal void Add(SampleWeights other)
    {
        for (int i = 0; i < other._weights.Count; i++)
        {
            int index = IndexOf(other._weights[i]);
            Counts[index] += other._counts[i];
        }
    }
}
