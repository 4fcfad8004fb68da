using System.Buffers.Binary;

namespace Clrscope.Symbols.Native;

/// <summary>The GNU build id of an ELF file, which its loaded image carries too.</summary>
internal static class ElfBuildId
{
    private const int NoteHeaderSize = 12;
    private const uint GnuBuildIdType = 3;

    /// <summary>The build id; empty where the file has none.</summary>
    public static ReadOnlySpan<byte> Find(ElfImage image, int maxNoteBytes)
    {
        foreach (ElfSegment segment in image.Segments)
        {
            if (segment.Type == ElfSegment.Note &&
                FindNote(image.Read(segment.Offset, segment.FileSize, maxNoteBytes)) is { IsEmpty: false } id)
            {
                return id;
            }
        }

        return default;
    }

    private static ReadOnlySpan<byte> FindNote(ReadOnlySpan<byte> notes)
    {
        while (notes.Length >= NoteHeaderSize)
        {
            ulong nameSize = BinaryPrimitives.ReadUInt32LittleEndian(notes);
            ulong descriptionSize = BinaryPrimitives.ReadUInt32LittleEndian(notes[4..]);
            uint type = BinaryPrimitives.ReadUInt32LittleEndian(notes[8..]);
            ulong descriptionStart = NoteHeaderSize + Align(nameSize);
            ulong end = descriptionStart + descriptionSize;
            if (end > (ulong)notes.Length)
            {
                break;
            }

            if (type == GnuBuildIdType && notes.Slice(NoteHeaderSize, (int)nameSize).SequenceEqual("GNU\0"u8))
            {
                return notes[(int)descriptionStart..(int)end];
            }

            notes = notes[(int)Math.Min(Align(end), (ulong)notes.Length)..];
        }

        return default;
    }

    private static ulong Align(ulong size) => (size + 3) & ~3UL;
}
