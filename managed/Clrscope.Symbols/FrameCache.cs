using Clrscope.Symbols.Code;

namespace Clrscope.Symbols;

/// <summary>The resolved frame of each address that was asked for, with the times for which it holds.</summary>
internal sealed class FrameCache(int capacity)
{
    private readonly record struct Entry(ResolvedFrame Frame, ulong FromNs, ulong UntilNs);

    private readonly Dictionary<ulong, Entry> _entries = [];

    public int Count => _entries.Count;

    public ResolvedFrame? Find(ulong address, ulong timeNs) =>
        _entries.TryGetValue(address, out Entry entry) && entry.FromNs <= timeNs && timeNs < entry.UntilNs ? entry.Frame : null;

    /// <summary>Remembers a frame for times in [fromNs, untilNs), in place of what it knew of the address.</summary>
    public void Set(ResolvedFrame frame, ulong fromNs, ulong untilNs)
    {
        if (_entries.Count >= capacity && !_entries.ContainsKey(frame.Address))
        {
            _entries.Clear();
        }

        _entries[frame.Address] = new Entry(frame, fromNs, untilNs);
    }

    /// <summary>
    /// Forgets all addresses of some ranges, because who owns them has changed. Costs no more than a pass over the cache: where
    /// the ranges hold more addresses than the cache, all between the first and the last of them are forgotten.
    /// </summary>
    public void Invalidate(AddressRange[] ranges)
    {
        if (ranges.Length == 0 || _entries.Count == 0)
        {
            return;
        }

        // As floating point, since the sum of hostile sizes exceeds 64 bits.
        if (ranges.Sum(range => (double)range.Size) > _entries.Count)
        {
            InvalidateBetween(ranges.Min(range => range.Start), ranges.Max(range => range.End));
            return;
        }

        foreach (AddressRange range in ranges)
        {
            for (ulong address = range.Start; address < range.End; address++)
            {
                _entries.Remove(address);
            }
        }
    }

    private void InvalidateBetween(ulong start, ulong end)
    {
        foreach (ulong address in _entries.Keys)
        {
            if (start <= address && address < end)
            {
                _entries.Remove(address);
            }
        }
    }
}
