namespace Clrscope.Symbols.Code;

/// <summary>
/// Who owns an address at a time. New ranges go to a small sorted array, which is merged into the large one when it is full:
/// an insertion moves a bounded number of entries, a look-up makes two binary searches.
/// </summary>
internal sealed class RangeMap<TOwner>
    where TOwner : CodeOwner
{
    private const int RecentCapacity = 1024;

    private readonly SortedRanges<TOwner> _settled = new();
    private readonly SortedRanges<TOwner> _recent = new();
    private readonly List<TOwner> _unloaded = [];
    private long _added;

    /// <summary>Ranges that are held, those of unloaded owners included.</summary>
    public int RangeCount => _settled.Count + _recent.Count;

    public void Add(TOwner owner)
    {
        owner.Order = _added++;
        foreach (AddressRange range in owner.Ranges)
        {
            _recent.Insert(range, owner);
            if (_recent.Count == RecentCapacity)
            {
                _settled.Absorb(_recent);
            }
        }
    }

    /// <summary>Ends the ownership at a time. The owner stays for samples from before, until <see cref="Forget"/>.</summary>
    public void Unload(TOwner owner, ulong timeNs)
    {
        owner.UnloadedAtNs = timeNs;
        _unloaded.Add(owner);
    }

    public CodeLookup<TOwner> Find(ulong address, ulong timeNs)
    {
        var lookup = new CodeLookup<TOwner>(address, timeNs);
        _settled.Collect(ref lookup);
        _recent.Collect(ref lookup);
        return lookup;
    }

    /// <summary>Drops the owners that no sample of <paramref name="beforeNs"/> or later can have, and returns them.</summary>
    public IReadOnlyList<TOwner> Forget(ulong beforeNs)
    {
        List<TOwner> forgotten = _unloaded.FindAll(owner => owner.UnloadedAtNs <= beforeNs);
        if (forgotten.Count > 0)
        {
            _unloaded.RemoveAll(owner => owner.UnloadedAtNs <= beforeNs);
            _settled.RemoveUnloaded(beforeNs);
            _recent.RemoveUnloaded(beforeNs);
        }

        return forgotten;
    }
}
