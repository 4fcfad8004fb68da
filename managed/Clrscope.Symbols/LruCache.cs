using System.Diagnostics.CodeAnalysis;

namespace Clrscope.Symbols;

/// <summary>What a value costs in an <see cref="LruCache{TKey, TValue}"/>.</summary>
internal interface ICacheable
{
    /// <summary>Memory that the value holds on to, in bytes, roughly.</summary>
    long Bytes { get; }
}

/// <summary>
/// A cache that is bounded by the memory of its values. Safe for use by several threads. A value that is evicted while
/// somebody uses it stays whole: nothing is disposed, the garbage collector takes it.
/// </summary>
internal sealed class LruCache<TKey, TValue>(long maxBytes)
    where TKey : notnull
    where TValue : class, ICacheable
{
    /// <summary>Charged for each entry, so that values of no size are bounded too.</summary>
    private const long EntryBytes = 512;

    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<KeyValuePair<TKey, TValue>>> _nodes = [];
    private readonly LinkedList<KeyValuePair<TKey, TValue>> _newestFirst = [];
    private long _bytes;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _nodes.Count;
            }
        }
    }

    /// <summary>
    /// The value of <paramref name="key"/>, made by <paramref name="create"/> where there is none. It is made outside the
    /// lock, so that a slow file holds up nobody else; of two values made at once the first stays.
    /// </summary>
    public TValue GetOrAdd(TKey key, Func<TKey, TValue> create)
    {
        lock (_lock)
        {
            if (TryTouch(key, out TValue? known))
            {
                return known;
            }
        }

        TValue created = create(key);
        lock (_lock)
        {
            if (TryTouch(key, out TValue? known))
            {
                return known;
            }

            _nodes.Add(key, _newestFirst.AddFirst(new KeyValuePair<TKey, TValue>(key, created)));
            _bytes += created.Bytes + EntryBytes;
            EvictOldest();
            return created;
        }
    }

    private bool TryTouch(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        if (!_nodes.TryGetValue(key, out LinkedListNode<KeyValuePair<TKey, TValue>>? node))
        {
            value = null;
            return false;
        }

        _newestFirst.Remove(node);
        _newestFirst.AddFirst(node);
        value = node.Value.Value;
        return true;
    }

    /// <summary>The newest value stays even if it alone exceeds the bound: it is needed now.</summary>
    private void EvictOldest()
    {
        while (_bytes > maxBytes && _newestFirst.Count > 1)
        {
            KeyValuePair<TKey, TValue> oldest = _newestFirst.Last!.Value;
            _newestFirst.RemoveLast();
            _nodes.Remove(oldest.Key);
            _bytes -= oldest.Value.Bytes + EntryBytes;
        }
    }
}
