using System.Runtime.InteropServices;

namespace Clrscope.Agent.Spans;

/// <summary>A map by number that forgets its oldest entries when it is full.</summary>
internal sealed class BoundedMap<T>(int capacity)
    where T : class
{
    private readonly Dictionary<ulong, (T Value, ulong Order)> _entries = [];

    // Removed and replaced entries leave theirs behind, told by its number, until they come first or are too many.
    private Queue<(ulong Key, ulong Order)> _order = [];
    private ulong _next;

    /// <summary>Entries.</summary>
    public int Count => _entries.Count;

    /// <summary>The value of a key, or null.</summary>
    public T? Find(ulong key) => _entries.TryGetValue(key, out (T Value, ulong) entry) ? entry.Value : null;

    /// <summary>Sets the value of a key, which becomes the youngest.</summary>
    public void Add(ulong key, T value)
    {
        ulong order = _next++;
        CollectionsMarshal.GetValueRefOrAddDefault(_entries, key, out _) = (value, order);
        _order.Enqueue((key, order));
        while (_entries.Count > capacity)
        {
            (ulong Key, ulong Order) oldest = _order.Dequeue();
            if (IsCurrent(oldest))
            {
                _entries.Remove(oldest.Key);
            }
        }

        if (_order.Count > 2 * capacity)
        {
            _order = new(_order.Where(IsCurrent));
        }
    }

    /// <summary>Takes a key out.</summary>
    /// <returns>Its value, or null.</returns>
    public T? Remove(ulong key) => _entries.Remove(key, out (T Value, ulong) entry) ? entry.Value : null;

    private bool IsCurrent((ulong Key, ulong Order) item) =>
        _entries.TryGetValue(item.Key, out (T, ulong Order) entry) && entry.Order == item.Order;
}
