using System.Buffers.Binary;

namespace Clrscope.Recording.Format;

/// <summary>What precedes each block: enough to pass over it, and to know whether it can be of interest.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Packing">How that is stored.</param>
/// <param name="StoredBytes">Its size in the file, without this header.</param>
/// <param name="RawBytes">Its size when unpacked.</param>
/// <param name="Count">Samples, spans or table entries in it.</param>
/// <param name="ContentChecksum">Over the stored bytes.</param>
/// <param name="FirstUnixNs">Time of its earliest sample, or start of its earliest span.</param>
/// <param name="LastUnixNs">
/// Time of its latest sample, or latest end of a span; the largest value if one is in flight, which writers put in blocks apart.
/// </param>
internal readonly record struct BlockHeader(
    BlockKind Kind,
    BlockPacking Packing,
    int StoredBytes,
    int RawBytes,
    int Count,
    uint ContentChecksum,
    long FirstUnixNs,
    long LastUnixNs)
{
    /// <summary>Size in bytes.</summary>
    internal const int Size = 48;

    /// <summary>The first bytes, by which headers are found again behind damage.</summary>
    internal static ReadOnlySpan<byte> Magic => "CRBK"u8;

    /// <summary>Reads a header; false if it is none, was damaged, or gives a size that no block has.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, out BlockHeader header)
    {
        header = default;
        if (bytes.Length < Size
            || !bytes.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[44..]) != Checksum.Of(bytes[..44]))
        {
            return false;
        }

        header = new BlockHeader(
            (BlockKind)bytes[4],
            (BlockPacking)bytes[5],
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]));
        return header.StoredBytes is >= 0 and <= FormatLimits.MaxBlockBytes
            && header.RawBytes is >= 0 and <= FormatLimits.MaxBlockBytes
            && header.Count >= 0;
    }

    /// <summary>Writes the header with its own checksum.</summary>
    internal void Write(Span<byte> bytes)
    {
        bytes[..Size].Clear();
        Magic.CopyTo(bytes);
        bytes[4] = (byte)Kind;
        bytes[5] = (byte)Packing;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], StoredBytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], RawBytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], Count);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[20..], ContentChecksum);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], FirstUnixNs);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], LastUnixNs);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[44..], Checksum.Of(bytes[..44]));
    }
}
