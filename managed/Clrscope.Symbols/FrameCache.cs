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

    /// <summary>Forgets all addresses of a range, because who owns them has changed.</summary>
    public void Invalidate(AddressRange range)
    {
        if (range.Size > (ulong)_entries.Count)
        {
            foreach (ulong address in _entries.Keys)
            {
                if (range.Contains(address))
                {
                    _entries.Remove(address);
                }
            }

            return;
        }

        for (ulong address = range.Start; address < range.End; address++)
        {
            _entries.Remove(address);
        }
    }
}
