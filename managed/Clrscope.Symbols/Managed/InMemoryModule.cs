using Clrscope.Segment;

namespace Clrscope.Symbols.Managed;

/// <summary>A module that lies in no file, as far as the process has handed it over.</summary>
internal sealed class InMemoryModule
{
    private readonly PartBytes _metadata = new();
    private readonly PartBytes _pdbReference = new();
    private readonly PartBytes _embeddedPdb = new();
    private AssemblyNames? _names;

    /// <summary>Bytes that are there.</summary>
    public long Length => _metadata.Length + _pdbReference.Length + _embeddedPdb.Length;

    public void Add(ModulePiece piece)
    {
        PartBytes part = piece.Part switch
        {
            ModulePart.Metadata => _metadata,
            ModulePart.PdbReference => _pdbReference,
            ModulePart.EmbeddedPdb => _embeddedPdb,
            _ => throw new ArgumentOutOfRangeException(nameof(piece), piece.Part, "no part of a module"),
        };
        part.Add(piece);
        _names = null;
    }

    /// <summary>Null until the metadata has come.</summary>
    public AssemblyNames? Names(Guid mvid, SymbolLimits limits)
    {
        if (_names is null && _metadata.Whole() is { } metadata)
        {
            PdbReference? pdb = PdbReference.Read(_pdbReference.Whole() ?? [], _embeddedPdb.Whole() ?? [], limits);
            _names = AssemblyNames.FromMemory(metadata, pdb, mvid, limits);
        }

        return _names;
    }

    /// <summary>One part, put together from its pieces.</summary>
    private sealed class PartBytes
    {
        private readonly List<byte> _bytes = [];
        private ulong _totalSize;

        public long Length => _bytes.Count;

        /// <summary>Takes the next piece. One that does not follow the last one is passed over, unless it begins anew.</summary>
        public void Add(ModulePiece piece)
        {
            if (piece.Offset == 0)
            {
                _bytes.Clear();
            }

            if (piece.Offset == (ulong)_bytes.Count && piece.Offset + (ulong)piece.Bytes.Length <= piece.TotalSize)
            {
                _totalSize = piece.TotalSize;
                _bytes.AddRange(piece.Bytes);
            }
        }

        /// <summary>Null until the last piece has come.</summary>
        public byte[]? Whole() => _totalSize > 0 && _totalSize == (ulong)_bytes.Count ? [.. _bytes] : null;
    }
}
