namespace Clrscope.Recording.Writing;

/// <summary>Gives items small numbers, and gives those of removed items again.</summary>
internal sealed class HandleTable<T>
    where T : class
{
    private readonly List<T?> _items = [];
    private readonly Stack<int> _free = [];

    /// <summary>The item.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The handle is not in use.</exception>
    internal T this[int handle] =>
        (uint)handle < (uint)_items.Count && _items[handle] is { } item
            ? item
            : throw new ArgumentOutOfRangeException(nameof(handle), handle, "The handle is not in use.");

    internal int Add(T item)
    {
        if (_free.TryPop(out int handle))
        {
            _items[handle] = item;
            return handle;
        }

        _items.Add(item);
        return _items.Count - 1;
    }

    internal void Remove(int handle)
    {
        _items[handle] = null;
        _free.Push(handle);
    }
}
