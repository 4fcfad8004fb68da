using System.Runtime.InteropServices;

namespace Clrscope.Queries.Export;

/// <summary>Numbers the pairs of a thread and a span that samples are told apart by.</summary>
/// <param name="threads">How many threads there are.</param>
/// <param name="areSpansFew">Whether a place for every span can be had for each thread, so that nothing is hashed.</param>
internal sealed class SampleGroups(int threads, bool areSpansFew)
{
    private readonly int[][] _places = new int[areSpansFew ? threads : 0][];
    private readonly Dictionary<Pair, int> _indexes = [];
    private readonly List<Pair> _pairs = [];

    /// <summary>All pairs, by their numbers.</summary>
    internal IReadOnlyList<Pair> All => _pairs;

    /// <summary>The number of a pair, counted from 0 in the order of their first appearance.</summary>
    internal int IndexOf(int thread, int span)
    {
        ref int place = ref areSpansFew
            ? ref PlaceOf(thread, span)
            : ref CollectionsMarshal.GetValueRefOrAddDefault(_indexes, new Pair(thread, span), out _);
        if (place == 0)
        {
            _pairs.Add(new Pair(thread, span));
            place = _pairs.Count;
        }

        return place - 1;
    }

    private ref int PlaceOf(int thread, int span)
    {
        ref int[]? places = ref _places[thread]!;
        if (places is null || places.Length <= span)
        {
            Array.Resize(ref places, (span + 1) * 2);
        }

        return ref places[span];
    }

    // A record, and not a tuple, whose hash is several times as dear.
    internal readonly record struct Pair(int Thread, int Span);
}
