namespace Clrscope.Profiles;

/// <summary>From the ids of a file, which may be any numbers but 0, to indexes.</summary>
internal sealed class IdTable(string what)
{
    private readonly Dictionary<ulong, int> _indexes = [];

    internal void Add(ulong id, int index)
    {
        if (id == 0)
        {
            throw new InvalidDataException($"a {what} has no id");
        }
        if (!_indexes.TryAdd(id, index))
        {
            throw new InvalidDataException($"two {what}s have the id {id}");
        }
    }

    internal int Find(ulong id) =>
        _indexes.TryGetValue(id, out int index) ? index : throw new InvalidDataException($"there is no {what} {id}");
}
