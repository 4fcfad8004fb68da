using Clrscope.Recording.Format;
using Microsoft.Win32.SafeHandles;

namespace Clrscope.Recording.Reading;

/// <summary>Where the blocks of a file are. Behind damage, the next header is looked for.</summary>
internal sealed class BlockIndex
{
    private const int SearchBytes = 1 << 16;

    private readonly List<IndexedBlock> _blocks = [];

    private BlockIndex()
    {
    }

    /// <summary>The blocks in the order of the file.</summary>
    internal IReadOnlyList<IndexedBlock> Blocks => _blocks;

    /// <summary>Places at which no block was, though others follow.</summary>
    internal int Damaged { get; private set; }

    /// <summary>Whether the last block is incomplete.</summary>
    internal bool HasTornTail { get; private set; }

    /// <summary>Reads the headers of a file up to a length.</summary>
    /// <exception cref="IOException">The system cannot read the file.</exception>
    internal static BlockIndex Read(SafeFileHandle file, long length)
    {
        BlockIndex index = new();
        Span<byte> bytes = stackalloc byte[BlockHeader.Size];
        long at = FileHeader.Size;
        while (at < length)
        {
            if (FileBytes.TryRead(file, at, bytes) && BlockHeader.TryRead(bytes, out BlockHeader header))
            {
                if (header.StoredBytes > length - at - BlockHeader.Size)
                {
                    // Cut short, by the writer's death or because it is just writing. Blocks inside would be its content.
                    index.HasTornTail = true;
                    break;
                }

                index._blocks.Add(new IndexedBlock(at + BlockHeader.Size, header));
                at += BlockHeader.Size + header.StoredBytes;
            }
            else
            {
                at = NextHeader(file, at + 1, length);
                index.HasTornTail = at == length;
                index.Damaged += at == length ? 0 : 1;
            }
        }

        return index;
    }

    private static long NextHeader(SafeFileHandle file, long from, long length)
    {
        var buffer = new byte[SearchBytes + BlockHeader.Size];
        while (from < length)
        {
            Span<byte> window = buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - from));
            if (!FileBytes.TryRead(file, from, window))
            {
                break;
            }

            for (int at = 0; at < SearchBytes; at++)
            {
                int found = window[at..].IndexOf(BlockHeader.Magic);
                if (found < 0)
                {
                    break;
                }

                at += found;
                if (BlockHeader.TryRead(window[at..], out _))
                {
                    return from + at;
                }
            }

            from += SearchBytes;
        }

        return length;
    }
}
