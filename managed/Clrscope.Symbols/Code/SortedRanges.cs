using System.Runtime.InteropServices;

namespace Clrscope.Symbols.Code;

/// <summary>
/// Address ranges in a sorted array. They may overlap: each entry also knows how far any entry up to it reaches, which tells
/// a look-up when no earlier entry can matter.
/// </summary>
internal sealed class SortedRanges<TOwner>
    where TOwner : CodeOwner
{
    /// <summary>
    /// Earlier entries that a look-up considers at most. Real code overlaps only where it was unloaded and its addresses were
    /// used again since the last <see cref="RemoveUnloaded"/>.
    /// </summary>
    private const int MaxConsidered = 4096;

    private readonly record struct Entry(AddressRange Range, ulong Reach, TOwner Owner) : IStartsAtAddress
    {
        public ulong Start => Range.Start;
    }

    private List<Entry> _entries = [];

    public int Count => _entries.Count;

    /// <summary>Costs a move of all entries that begin later.</summary>
    public void Insert(AddressRange range, TOwner owner)
    {
        int index = AddressOrder.CountUpTo<Entry>(CollectionsMarshal.AsSpan(_entries), range.Start);
        _entries.Insert(index, new Entry(range, range.End, owner));
        RestoreReach(index);
    }

    /// <summary>Takes all entries of <paramref name="other"/>, which is empty afterwards. Costs a pass over both.</summary>
    public void Absorb(SortedRanges<TOwner> other)
    {
        var merged = new List<Entry>(_entries.Count + other._entries.Count);
        int next = 0;
        foreach (Entry entry in _entries)
        {
            while (next < other.Count && other._entries[next].Start < entry.Start)
            {
                merged.Add(other._entries[next++]);
            }

            merged.Add(entry);
        }

        merged.AddRange(other._entries[next..]);
        _entries = merged;
        RestoreReach(0);
        other._entries.Clear();
    }

    /// <summary>Removes the entries of all owners that were unloaded at a time or before.</summary>
    public void RemoveUnloaded(ulong atOrBeforeNs)
    {
        if (_entries.RemoveAll(entry => entry.Owner.UnloadedAtNs <= atOrBeforeNs) > 0)
        {
            RestoreReach(0);
        }
    }

    /// <summary>Has the look-up consider every owner of its address.</summary>
    public void Collect(ref CodeLookup<TOwner> lookup)
    {
        ReadOnlySpan<Entry> entries = CollectionsMarshal.AsSpan(_entries);
        int nearest = AddressOrder.CountUpTo(entries, lookup.Address) - 1;
        int last = Math.Max(nearest - MaxConsidered, -1);
        for (int i = nearest; i > last && entries[i].Reach > lookup.Address; i--)
        {
            if (entries[i].Range.Contains(lookup.Address))
            {
                lookup.Consider(entries[i].Owner);
            }
        }
    }

    private void RestoreReach(int from)
    {
        Span<Entry> entries = CollectionsMarshal.AsSpan(_entries);
        ulong reach = from > 0 ? entries[from - 1].Reach : 0;
        for (int i = from; i < entries.Length; i++)
        {
            reach = Math.Max(reach, entries[i].Range.End);
            entries[i] = entries[i] with { Reach = reach };
        }
    }
}
