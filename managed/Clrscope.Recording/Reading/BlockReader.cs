using Clrscope.Recording.Format;
using Microsoft.Win32.SafeHandles;

namespace Clrscope.Recording.Reading;

/// <summary>Reads the content of blocks of one file. One thread at a time.</summary>
internal sealed class BlockReader(SafeFileHandle file)
{
    private byte[] _stored = [];
    private byte[] _raw = [];

    /// <summary>The unpacked content, good until the next call; false if it is not what was written.</summary>
    internal bool TryRead(in IndexedBlock block, out ReadOnlySpan<byte> raw)
    {
        BlockHeader header = block.Header;
        raw = default;
        if (!IsPlausible(header))
        {
            return false;
        }

        Span<byte> stored = Room(ref _stored, header.StoredBytes);
        try
        {
            if (!FileBytes.TryRead(file, block.ContentAt, stored) || Checksum.Of(stored) != header.ContentChecksum)
            {
                return false;
            }
        }
        catch (IOException)
        {
            return false;
        }

        if (header.Packing == BlockPacking.None)
        {
            raw = stored;
            return true;
        }

        Span<byte> unpacked = Room(ref _raw, header.RawBytes);
        raw = unpacked;
        return Lz4.System?.TryDecompress(stored, unpacked) ?? Lz4Decoder.TryDecompress(stored, unpacked);
    }

    private static bool IsPlausible(in BlockHeader header) => header.Packing switch
    {
        BlockPacking.None => header.RawBytes == header.StoredBytes,
        BlockPacking.Lz4 => FormatLimits.CanUnpackTo(header.StoredBytes, header.RawBytes),
        _ => false,
    };

    private static Span<byte> Room(ref byte[] buffer, int size)
    {
        if (buffer.Length < size)
        {
            buffer = GC.AllocateUninitializedArray<byte>(size);
        }

        return buffer.AsSpan(0, size);
    }
}
