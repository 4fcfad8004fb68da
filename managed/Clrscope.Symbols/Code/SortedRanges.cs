namespace Clrscope.Symbols.Code;

/// <summary>
/// Address ranges in a sorted array. They may overlap: each entry also knows how far any entry up to it reaches, which tells
/// a look-up when no earlier entry can matter.
/// </summary>
internal sealed class SortedRanges<TOwner>
    where TOwner : CodeOwner
{
    private readonly record struct Entry(AddressRange Range, ulong Reach, TOwner Owner);

    private List<Entry> _entries = [];

    public int Count => _entries.Count;

    /// <summary>Costs a move of all entries that begin later.</summary>
    public void Insert(AddressRange range, TOwner owner)
    {
        int index = CountStartingAtOrBefore(range.Start);
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
            while (next < other.Count && other._entries[next].Range.Start < entry.Range.Start)
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
        for (int i = CountStartingAtOrBefore(lookup.Address) - 1; i >= 0 && _entries[i].Reach > lookup.Address; i--)
        {
            if (_entries[i].Range.Contains(lookup.Address))
            {
                lookup.Consider(_entries[i].Owner);
            }
        }
    }

    private int CountStartingAtOrBefore(ulong address)
    {
        int low = 0;
        int high = _entries.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_entries[middle].Range.Start <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private void RestoreReach(int from)
    {
        ulong reach = from > 0 ? _entries[from - 1].Reach : 0;
        for (int i = from; i < _entries.Count; i++)
        {
            reach = Math.Max(reach, _entries[i].Range.End);
            _entries[i] = _entries[i] with { Reach = reach };
        }
    }
}
