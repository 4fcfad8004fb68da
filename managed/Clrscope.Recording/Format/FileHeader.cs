using System.Buffers.Binary;

namespace Clrscope.Recording.Format;

/// <summary>The beginning of a file.</summary>
/// <param name="Writer">Tells the writers that share a directory apart.</param>
/// <param name="StartUnixNs">When the file was begun.</param>
internal readonly record struct FileHeader(uint Writer, long StartUnixNs)
{
    /// <summary>Size in bytes.</summary>
    internal const int Size = 32;

    /// <summary>Version of the format. A reader refuses others.</summary>
    internal const uint Version = 1;

    private static ReadOnlySpan<byte> Magic => "CLRSREC\n"u8;

    /// <summary>Reads a header; otherwise says what is wrong.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, out FileHeader header, out string reason)
    {
        header = default;
        reason = "";
        if (bytes.Length < Size || !bytes.StartsWith(Magic))
        {
            reason = "it does not begin like one";
        }
        else if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..]) != Checksum.Of(bytes[..28]))
        {
            reason = "its header is damaged";
        }
        else if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) is var version && version != Version)
        {
            reason = $"it has version {version}, and this program reads version {Version}";
        }
        else
        {
            header = new FileHeader(
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]));
        }

        return reason.Length == 0;
    }

    /// <summary>Writes the header with its checksum.</summary>
    internal void Write(Span<byte> bytes)
    {
        bytes[..Size].Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], Writer);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], StartUnixNs);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[28..], Checksum.Of(bytes[..28]));
    }
}
