namespace Clrscope.Recording.Writing;

/// <summary>By handle of the writer: the index in the file that is being written, or 0 as long as it has none.</summary>
internal sealed class HandleMap
{
    private int[] _indexes = new int[64];

    internal ref int this[int handle]
    {
        get
        {
            if (handle >= _indexes.Length)
            {
                Array.Resize(ref _indexes, Math.Max(handle + 1, _indexes.Length * 2));
            }

            return ref _indexes[handle];
        }
    }

    internal void Clear() => Array.Clear(_indexes);
}
