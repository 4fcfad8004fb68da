using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Clrscope.Profiles;

/// <summary>Gives each distinct item an index, counted from 0 in the order of their first appearance.</summary>
public sealed class InternTable<T>
    where T : notnull
{
    private readonly Dictionary<T, int> _indexes = [];
    private readonly List<T> _items = [];

    /// <summary>Number of items.</summary>
    public int Count => _items.Count;

    /// <summary>The index of an item, which is added if it is new.</summary>
    public int Add(T item)
    {
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_indexes, item, out bool exists);
        if (!exists)
        {
            index = _items.Count;
            _items.Add(item);
        }
        return index;
    }

    /// <summary>The items by their indexes.</summary>
    public IReadOnlyList<T> Items => _items;

    internal ImmutableArray<T> ToImmutable() => [.. _items];
}
