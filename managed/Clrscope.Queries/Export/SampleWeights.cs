using System.Runtime.InteropServices;
using Clrscope.Profiles;

namespace Clrscope.Queries.Export;

/// <summary>How many samples there are of each weight. There are few weights: one or some distances between two samples.</summary>
internal sealed class SampleWeights
{
    private readonly InternTable<long> _weights = new();
    private readonly List<long> _counts = [];

    /// <summary>By index: nanoseconds.</summary>
    internal IReadOnlyList<long> All => _weights.Items;

    /// <summary>By index: the number of samples.</summary>
    internal Span<long> Counts => CollectionsMarshal.AsSpan(_counts);

    /// <summary>The weight of most samples, the smaller one of two; 0 if there are none.</summary>
    internal long MostFrequent => _counts
        .Zip(All)
        .OrderByDescending(pair => pair.First)
        .ThenBy(pair => pair.Second)
        .Select(pair => pair.Second)
        .FirstOrDefault();

    /// <summary>The index of a weight.</summary>
    internal int IndexOf(long weightNs)
    {
        int index = _weights.Add(weightNs);
        if (index == _counts.Count)
        {
            _counts.Add(0);
        }

        return index;
    }

    /// <summary>Adds the samples of another one.</summary>
    internal void Add(SampleWeights other)
    {
        for (int i = 0; i < other.All.Count; i++)
        {
            int index = IndexOf(other.All[i]);
            Counts[index] += other._counts[i];
        }
    }
}
