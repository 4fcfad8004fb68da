using System.Buffers.Binary;

namespace Clrscope.Symbols.Native;

/// <summary>The fields of a program header that we use.</summary>
internal readonly record struct ElfSegment(uint Type, ulong Offset, ulong Address, ulong FileSize)
{
    public const uint Note = 4;
    public const uint ExceptionFrameTable = 0x6474e550;

    public static ElfSegment Parse(ReadOnlySpan<byte> header) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(header),
        BinaryPrimitives.ReadUInt64LittleEndian(header[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(header[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(header[32..]));
}

/// <summary>The fields of a section header that we use.</summary>
internal readonly record struct ElfSection(uint Name, uint Type, ulong Flags, ulong Address, ulong Offset, ulong Size, uint Link)
{
    public const uint SymbolTable = 2;
    public const uint NoBits = 8;
    public const uint DynamicSymbols = 11;

    private const ulong ExecutableFlag = 4;

    public bool IsExecutable => (Flags & ExecutableFlag) != 0;

    public static ElfSection Parse(ReadOnlySpan<byte> header) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(header),
        BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
        BinaryPrimitives.ReadUInt64LittleEndian(header[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(header[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(header[24..]),
        BinaryPrimitives.ReadUInt64LittleEndian(header[32..]),
        BinaryPrimitives.ReadUInt32LittleEndian(header[40..]));
}
