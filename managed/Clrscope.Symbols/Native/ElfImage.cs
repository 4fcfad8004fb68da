using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Clrscope.Symbols.Native;

/// <summary>
/// A little-endian ELF64 file, read piece by piece with every offset checked against the file's length. The file is never
/// mapped: whoever truncates a mapped file kills its reader. Throws <see cref="BadImageFormatException"/> and
/// <see cref="IOException"/>.
/// </summary>
internal sealed class ElfImage
{
    private const int HeaderSize = 64;
    private const int ProgramHeaderSize = 56;
    private const int SectionHeaderSize = 64;
    private const byte Class64 = 2;
    private const byte LittleEndian = 1;

    private readonly SafeFileHandle _file;
    private readonly ulong _length;

    public ElfImage(SafeFileHandle file, int maxHeaders)
    {
        _file = file;
        _length = (ulong)RandomAccess.GetLength(file);

        Span<byte> header = stackalloc byte[HeaderSize];
        Read(0, header);
        if (!header.StartsWith("\u007fELF"u8) || header[4] != Class64 || header[5] != LittleEndian)
        {
            throw new BadImageFormatException("not a little-endian ELF64 file");
        }

        Segments = ReadSegments(
            BinaryPrimitives.ReadUInt64LittleEndian(header[32..]),
            BinaryPrimitives.ReadUInt16LittleEndian(header[54..]),
            BinaryPrimitives.ReadUInt16LittleEndian(header[56..]));
        Sections = ReadSections(
            BinaryPrimitives.ReadUInt64LittleEndian(header[40..]),
            BinaryPrimitives.ReadUInt16LittleEndian(header[58..]),
            BinaryPrimitives.ReadUInt16LittleEndian(header[60..]),
            maxHeaders);
    }

    public ElfSegment[] Segments { get; }

    /// <summary>Empty where the section headers were stripped.</summary>
    public ElfSection[] Sections { get; }

    public void Read(ulong offset, Span<byte> target)
    {
        // A larger offset would not fit the signed one that the file takes.
        if (offset > _length)
        {
            throw new BadImageFormatException("a part of the ELF file lies beyond its end");
        }

        while (!target.IsEmpty)
        {
            int read = RandomAccess.Read(_file, target, (long)offset);
            if (read == 0)
            {
                throw new BadImageFormatException("a part of the ELF file runs past its end");
            }

            target = target[read..];
            offset += (ulong)read;
        }
    }

    /// <summary>Reads a part of the file whose size comes from the file.</summary>
    public byte[] Read(ulong offset, ulong size, int maxSize)
    {
        if (size > (ulong)maxSize || size > _length)
        {
            throw new BadImageFormatException("a part of the ELF file is too large");
        }

        byte[] bytes = new byte[size];
        Read(offset, bytes);
        return bytes;
    }

    private ElfSegment[] ReadSegments(ulong offset, ushort entrySize, ushort count)
    {
        if (count == 0 || entrySize != ProgramHeaderSize)
        {
            return [];
        }

        byte[] table = Read(offset, (ulong)count * ProgramHeaderSize, int.MaxValue);
        var segments = new ElfSegment[count];
        for (int i = 0; i < segments.Length; i++)
        {
            segments[i] = ElfSegment.Parse(table.AsSpan(i * ProgramHeaderSize, ProgramHeaderSize));
        }

        return segments;
    }

    private ElfSection[] ReadSections(ulong offset, ushort entrySize, ushort declaredCount, int maxCount)
    {
        if (offset == 0 || entrySize != SectionHeaderSize)
        {
            return [];
        }

        ulong count = declaredCount;
        if (count == 0)
        {
            // 65,280 sections or more: their number is in the size field of the first.
            Span<byte> first = stackalloc byte[SectionHeaderSize];
            Read(offset, first);
            count = ElfSection.Parse(first).Size;
        }

        if (count > (ulong)maxCount)
        {
            throw new BadImageFormatException("too many ELF sections");
        }

        byte[] table = Read(offset, count * SectionHeaderSize, int.MaxValue);
        var sections = new ElfSection[count];
        for (int i = 0; i < sections.Length; i++)
        {
            sections[i] = ElfSection.Parse(table.AsSpan(i * SectionHeaderSize, SectionHeaderSize));
        }

        return sections;
    }
}
