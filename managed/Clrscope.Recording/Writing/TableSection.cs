using Clrscope.Recording.Format;

namespace Clrscope.Recording.Writing;

/// <summary>One table of a file that is being written: how many entries it has, and the bytes of those not yet written.</summary>
internal sealed class TableSection
{
    /// <summary>Bytes after which what is pending goes on in another part.</summary>
    private const int PartBytes = FormatLimits.MaxBlockBytes / 4;

    /// <summary>For each full part, the entries and the bytes before its end.</summary>
    private readonly List<(int Count, int Bytes)> _fullParts = [];

    private int _first = 1;
    private int _partStart;

    /// <summary>Entries of the file, with the implicit entry 0.</summary>
    internal int Count { get; private set; } = 1;

    /// <summary>Entries that are not yet in a block.</summary>
    internal int Pending => Count - _first;

    /// <summary>Parts of what is pending that are full: each goes to a block of its own.</summary>
    internal int FullParts => _fullParts.Count;

    /// <summary>Where the bytes of the next entry go.</summary>
    internal ByteBuffer Bytes { get; } = new();

    /// <summary>Counts the entry whose bytes were written.</summary>
    /// <returns>Its index.</returns>
    internal int Added() => Count++;

    /// <summary>Begins another part if what is pending in this one is enough for a block.</summary>
    internal void EndPartIfFull()
    {
        if (Bytes.Length - _partStart >= PartBytes)
        {
            _partStart = Bytes.Length;
            _fullParts.Add((Count, _partStart));
        }
    }

    /// <summary>Copies a full part to a block; <see cref="MoveTo"/> then moves the rest.</summary>
    /// <returns>Number of its entries.</returns>
    internal int CopyFullPartTo(ByteBuffer block, int part)
    {
        (int first, int start) = part == 0 ? (_first, 0) : _fullParts[part - 1];
        (int limit, int end) = _fullParts[part];
        block.WriteVarint(first);
        block.WriteVarint(limit - first);
        block.Write(Bytes.Written[start..end]);
        return limit - first;
    }

    /// <summary>Says to a block that it has no entries of this table.</summary>
    internal void SkipIn(ByteBuffer block)
    {
        block.WriteVarint(_first);
        block.WriteVarint(0);
    }

    /// <summary>Moves what is pending, and in no full part, to a block.</summary>
    internal void MoveTo(ByteBuffer block)
    {
        int first = FullParts == 0 ? _first : _fullParts[^1].Count;
        block.WriteVarint(first);
        block.WriteVarint(Count - first);
        block.Write(Bytes.Written[_partStart..]);
        Clear();
    }

    /// <summary>Begins another file.</summary>
    internal void Reset()
    {
        Count = 1;
        Clear();
    }

    private void Clear()
    {
        Bytes.Clear();
        _fullParts.Clear();
        _partStart = 0;
        _first = Count;
    }
}
