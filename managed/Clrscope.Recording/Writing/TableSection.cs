using Clrscope.Recording.Format;

namespace Clrscope.Recording.Writing;

/// <summary>One table of a file that is being written: how many entries it has, and the bytes of those not yet written.</summary>
internal sealed class TableSection
{
    private int _first = 1;

    /// <summary>Entries of the file, with the implicit entry 0.</summary>
    internal int Count { get; private set; } = 1;

    /// <summary>Entries that are not yet in a block.</summary>
    internal int Pending => Count - _first;

    /// <summary>Where the bytes of the next entry go.</summary>
    internal ByteBuffer Bytes { get; } = new();

    /// <summary>Counts the entry whose bytes were written.</summary>
    /// <returns>Its index.</returns>
    internal int Added() => Count++;

    /// <summary>Moves what is pending to a block.</summary>
    internal void MoveTo(ByteBuffer block)
    {
        block.WriteVarint(_first);
        block.WriteVarint(Pending);
        block.Write(Bytes.Written);
        Bytes.Clear();
        _first = Count;
    }

    /// <summary>Begins another file.</summary>
    internal void Reset()
    {
        Bytes.Clear();
        _first = Count = 1;
    }
}
