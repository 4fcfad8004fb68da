using System.Buffers.Binary;

namespace Clrscope.Symbols.Native;

/// <summary>
/// Where the functions of an ELF file begin, also of one without symbols: the search table of .eh_frame_hdr (Linux Standard
/// Base, Core, "Exception Frames"), which unwinders need and strip therefore leaves.
/// </summary>
internal static class ElfFunctionStarts
{
    private const int HeaderSize = 12;
    private const int RowSize = 8;
    private const byte Version = 1;
    private const byte CountAsUnsigned32 = 0x03;
    private const byte RowsRelativeSigned32 = 0x3b;

    /// <summary>Addresses as the file's symbols use them, ascending; empty where there is no table of the usual form.</summary>
    public static ulong[] Read(ElfImage image, SymbolLimits limits)
    {
        ElfSegment? found = Array.Find(image.Segments, segment => segment.Type == ElfSegment.ExceptionFrameTable);
        if (found is not { FileSize: > HeaderSize } segment)
        {
            return [];
        }

        Span<byte> header = stackalloc byte[HeaderSize];
        image.Read(segment.Offset, header);
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if (header[0] != Version
            || header[2] != CountAsUnsigned32
            || header[3] != RowsRelativeSigned32
            || count > (uint)limits.MaxElfSymbols
            || count > (segment.FileSize - HeaderSize) / RowSize)
        {
            return [];
        }

        byte[] rows = image.Read(segment.Offset + HeaderSize, (ulong)count * RowSize, int.MaxValue);
        ulong[] starts = new ulong[count];
        for (int i = 0; i < starts.Length; i++)
        {
            starts[i] = segment.Address + (ulong)BinaryPrimitives.ReadInt32LittleEndian(rows.AsSpan(i * RowSize));
        }

        // The linker sorts it; a file may say anything.
        Array.Sort(starts);
        return starts;
    }
}
