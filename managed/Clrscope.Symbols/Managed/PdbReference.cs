using System.Buffers.Binary;
using System.Reflection.PortableExecutable;
using System.Text;

namespace Clrscope.Symbols.Managed;

/// <summary>What an assembly tells of its portable PDB.</summary>
/// <param name="Id">20 bytes that the PDB repeats.</param>
/// <param name="FileName">The PDB's name when it was built, without folders.</param>
/// <param name="Embedded">The PDB itself as the assembly holds it, compressed; empty if it is a file of its own.</param>
internal sealed record PdbReference(byte[] Id, string FileName, byte[] Embedded)
{
    private const int EntrySize = 28;
    private const int MaxEntries = 64;
    private const int CodeViewType = 2;
    private const int EmbeddedType = 17;
    private const ushort PortableMark = 0x504D;
    private const int GuidSize = 16;
    private const int StampSize = 4;
    private const int CodeViewHeaderSize = 24;

    public const int IdSize = 20;

    /// <summary>Reads the debug directory; null if it names no portable PDB (PE-COFF.md of .NET).</summary>
    public static PdbReference? Read(Stream file, PEHeaders headers, SymbolLimits limits)
    {
        DirectoryEntry directory = headers.PEHeader?.DebugTableDirectory ?? default;
        if (directory.Size < EntrySize || !headers.TryGetDirectoryOffset(directory, out int offset))
        {
            return null;
        }

        byte[] entries = Read(file, (uint)offset, Math.Min(directory.Size / EntrySize, MaxEntries) * EntrySize);
        PdbReference? found = null;
        byte[] embedded = [];
        for (ReadOnlySpan<byte> rest = entries; !rest.IsEmpty; rest = rest[EntrySize..])
        {
            int type = BinaryPrimitives.ReadInt32LittleEndian(rest[12..]);
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(rest[16..]);
            uint data = BinaryPrimitives.ReadUInt32LittleEndian(rest[24..]);
            bool isPortable = BinaryPrimitives.ReadUInt16LittleEndian(rest[10..]) == PortableMark;
            if (type == CodeViewType && isPortable && size is > CodeViewHeaderSize && size <= (uint)limits.MaxNameLength)
            {
                found = CodeView(Read(file, data, (int)size), rest[4..8]) ?? found;
            }
            else if (type == EmbeddedType && size <= (uint)limits.MaxPdbBytes)
            {
                embedded = Read(file, data, (int)size);
            }
        }

        return found is null ? null : found with { Embedded = embedded };
    }

    /// <summary>Takes what the journal holds of a module without a file; null if that names no portable PDB.</summary>
    public static PdbReference? Read(ReadOnlySpan<byte> reference, byte[] embedded, SymbolLimits limits)
    {
        if (reference.Length <= StampSize + CodeViewHeaderSize || reference.Length > limits.MaxNameLength)
        {
            return null;
        }

        PdbReference? found = CodeView(reference[StampSize..], reference[..StampSize]);
        return found is null ? null : found with { Embedded = embedded };
    }

    private static PdbReference? CodeView(ReadOnlySpan<byte> data, ReadOnlySpan<byte> stamp)
    {
        if (!data.StartsWith("RSDS"u8))
        {
            return null;
        }

        ReadOnlySpan<byte> path = data[CodeViewHeaderSize..];
        int end = path.IndexOf((byte)0);
        string name = Encoding.UTF8.GetString(end < 0 ? path : path[..end]);
        return new PdbReference([.. data.Slice(4, GuidSize), .. stamp], name[(name.LastIndexOfAny(['/', '\\']) + 1)..], []);
    }

    private static byte[] Read(Stream file, uint offset, int size)
    {
        if (offset > file.Length || size > file.Length - offset)
        {
            throw new BadImageFormatException("a part of the assembly lies beyond its end");
        }

        byte[] bytes = new byte[size];
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;
    }
}
