using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Clrscope.Symbols.Native;

/// <summary>
/// A little-endian ELF64 file, read piece by piece with every offset checked against the file's length. The file is never
/// mapped: whoever truncates a mapped file kills its reader. Throws <see cref="BadImageFormatException"/> and
/// <see cref="IOException"/>.
/// </summary>
internal sealed class ElfImage : IDisposable
{
    private const int HeaderSize = 64;
    private const int ProgramHeaderSize = 56;
    private const int SectionHeaderSize = 64;
    private const byte Class64 = 2;
    private const byte LittleEndian = 1;

    private const int MaxSectionNameBytes = 1 << 20;

    private readonly SafeFileHandle? _file;
    private readonly byte[] _bytes = [];
    private readonly ulong _length;
    private readonly ushort _sectionNames;

    /// <summary>Takes a file, which it closes.</summary>
    public ElfImage(SafeFileHandle file, int maxHeaders)
        : this(file, [], (ulong)RandomAccess.GetLength(file), maxHeaders)
    {
    }

    /// <summary>Takes what a file would hold.</summary>
    public ElfImage(byte[] bytes, int maxHeaders)
        : this(null, bytes, (ulong)bytes.Length, maxHeaders)
    {
    }

    private ElfImage(SafeFileHandle? file, byte[] bytes, ulong length, int maxHeaders)
    {
        _file = file;
        _bytes = bytes;
        _length = length;

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
        _sectionNames = BinaryPrimitives.ReadUInt16LittleEndian(header[62..]);
    }

    public ElfSegment[] Segments { get; }

    /// <summary>Empty where the section headers were stripped.</summary>
    public ElfSection[] Sections { get; }

    /// <summary>The first section of a name that has content in the file; null if there is none.</summary>
    public ElfSection? FindSection(string name)
    {
        if (_sectionNames >= Sections.Length)
        {
            return null;
        }

        ElfSection strings = Sections[_sectionNames];
        byte[] names = Read(strings.Offset, strings.Size, MaxSectionNameBytes);
        byte[] wanted = Encoding.UTF8.GetBytes(name);
        foreach (ElfSection section in Sections)
        {
            if (section.Type != ElfSection.NoBits && ElfNames.At(names, section.Name, wanted.Length + 1).SequenceEqual(wanted))
            {
                return section;
            }
        }

        return null;
    }

    public void Dispose() => _file?.Dispose();

    public void Read(ulong offset, Span<byte> target)
    {
        // A larger offset would not fit the signed one that the file takes.
        if (offset > _length)
        {
            throw new BadImageFormatException("a part of the ELF file lies beyond its end");
        }

        while (!target.IsEmpty)
        {
            int read = _file is null ? Copy(offset, target) : RandomAccess.Read(_file, target, (long)offset);
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

    private int Copy(ulong offset, Span<byte> target)
    {
        ReadOnlySpan<byte> rest = _bytes.AsSpan((int)Math.Min(offset, _length));
        rest = rest[..Math.Min(rest.Length, target.Length)];
        rest.CopyTo(target);
        return rest.Length;
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
