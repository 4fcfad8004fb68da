using Clrscope.Recording.Format;

namespace Clrscope.Recording.Writing;

/// <summary>Appends blocks to the bytes of a file, compressed where that makes them smaller.</summary>
/// <param name="lz4">The compressor; null where there is none.</param>
internal sealed class BlockPacker(Lz4? lz4)
{
    /// <summary>Appends header and content.</summary>
    internal void Append(
        ByteBuffer output, BlockKind kind, ReadOnlySpan<byte> raw, int count, long firstUnixNs, long lastUnixNs)
    {
        int headerAt = output.Length;
        output.Take(BlockHeader.Size);
        int contentAt = output.Length;
        (BlockPacking packing, int stored) = Store(output, raw);
        uint checksum = Checksum.Of(output.At(contentAt, stored));
        new BlockHeader(kind, packing, stored, raw.Length, count, checksum, firstUnixNs, lastUnixNs)
            .Write(output.At(headerAt, BlockHeader.Size));
    }

    private (BlockPacking Packing, int Stored) Store(ByteBuffer output, ReadOnlySpan<byte> raw)
    {
        int at = output.Length;
        Span<byte> target = output.Take(raw.Length);
        int compressed = lz4?.Compress(raw, target) ?? 0;
        if (compressed > 0 && compressed < raw.Length)
        {
            output.CutTo(at + compressed);
            return (BlockPacking.Lz4, compressed);
        }

        raw.CopyTo(target);
        return (BlockPacking.None, raw.Length);
    }
}
