using Clrscope.Segment;

namespace Clrscope.Symbols.Managed;

/// <summary>The metadata of a module that lies in no file, put together from the pieces that the process hands over.</summary>
internal sealed class InMemoryMetadata
{
    private readonly List<byte> _bytes = [];
    private ulong _totalSize;
    private AssemblyNames? _names;

    /// <summary>Bytes that are there.</summary>
    public long Length => _bytes.Count;

    /// <summary>Takes the next piece. One that does not follow the last one is passed over, unless it begins anew.</summary>
    public void Add(ModuleMetadataPiece piece)
    {
        if (piece.Offset == 0)
        {
            _bytes.Clear();
            _names = null;
        }

        if (piece.Offset == (ulong)_bytes.Count && piece.Offset + (ulong)piece.Bytes.Length <= piece.TotalSize)
        {
            _totalSize = piece.TotalSize;
            _bytes.AddRange(piece.Bytes);
        }
    }

    /// <summary>Null until the last piece has come.</summary>
    public AssemblyNames? Names(Guid mvid, SymbolLimits limits)
    {
        if (_names is null && _totalSize > 0 && _totalSize == (ulong)_bytes.Count)
        {
            _names = AssemblyNames.FromMemory([.. _bytes], mvid, limits);
        }

        return _names;
    }
}
