using System.Buffers.Binary;

namespace Clrscope.Symbols.Native;

/// <summary>Reads the functions out of .symtab and .dynsym. Each table adds its string table to <see cref="Names"/>.</summary>
internal sealed class ElfSymbolReader(SymbolLimits limits)
{
    private const int SymbolSize = 24;
    private const int ChunkSymbols = 4096;

    private readonly List<ElfSymbol> _symbols = [];
    private readonly List<byte[]> _names = [];

    public IReadOnlyList<byte[]> Names => _names;

    /// <summary>The functions read so far, in no order.</summary>
    public IReadOnlyList<ElfSymbol> Symbols => _symbols;

    /// <summary>Adds the functions of a file. Files that are read together have the same addresses.</summary>
    public void Read(ElfImage image)
    {
        ReadTables(image, ElfSection.SymbolTable);
        ReadTables(image, ElfSection.DynamicSymbols);
    }

    private void ReadTables(ElfImage image, uint type)
    {
        // The format allows one section of each type.
        int index = Array.FindIndex(image.Sections, section => section.Type == type);
        if (index < 0)
        {
            return;
        }

        ElfSection table = image.Sections[index];
        ulong count = table.Size / SymbolSize;
        if (count > (ulong)limits.MaxElfSymbols || table.Link >= (uint)image.Sections.Length)
        {
            return;
        }

        ElfSection names = image.Sections[table.Link];
        if (names.Size <= (ulong)limits.MaxElfNameBytes)
        {
            _names.Add(image.Read(names.Offset, names.Size, limits.MaxElfNameBytes));
            ReadTable(image, table.Offset, (int)count);
        }
    }

    private void ReadTable(ElfImage image, ulong offset, int count)
    {
        byte[] chunk = new byte[Math.Min(count, ChunkSymbols) * SymbolSize];
        for (int first = 0; first < count; first += ChunkSymbols)
        {
            Span<byte> part = chunk.AsSpan(0, Math.Min(ChunkSymbols, count - first) * SymbolSize);
            image.Read(offset + ((ulong)first * SymbolSize), part);
            for (int at = 0; at < part.Length; at += SymbolSize)
            {
                AddFunction(image, part.Slice(at, SymbolSize));
            }
        }
    }

    private void AddFunction(ElfImage image, ReadOnlySpan<byte> entry)
    {
        uint nameOffset = BinaryPrimitives.ReadUInt32LittleEndian(entry);
        ushort sectionIndex = BinaryPrimitives.ReadUInt16LittleEndian(entry[6..]);
        ulong address = BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]);
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]);
        if (sectionIndex >= image.Sections.Length || !image.Sections[sectionIndex].IsExecutable)
        {
            return;
        }

        ElfSection section = image.Sections[sectionIndex];
        ulong limit = size > 0 ? address + size : section.Address + section.Size;
        ReadOnlySpan<byte> name = ElfNames.At(_names[^1], nameOffset, ElfNames.RankedLength);
        if (limit > address && ElfNames.IsFunction(name, entry[4]))
        {
            byte rank = ElfNames.Rank(name, entry[4]);
            _symbols.Add(new ElfSymbol(address, size, limit, rank, (byte)(_names.Count - 1), nameOffset));
        }
    }
}
