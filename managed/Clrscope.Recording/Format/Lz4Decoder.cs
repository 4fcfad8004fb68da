namespace Clrscope.Recording.Format;

/// <summary>Unpacks LZ4 blocks where the system has no library for it, so that recordings can be read everywhere.</summary>
internal static class Lz4Decoder
{
    private const int MinMatch = 4;
    private const int LongLength = 15;

    /// <summary>Fills <paramref name="target"/>; false if the source is damaged or makes another number of bytes.</summary>
    internal static bool TryDecompress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        int at = 0;
        int filled = 0;
        while (at < source.Length)
        {
            int token = source[at++];
            if (!TryReadLength(source, ref at, token >> 4, out int literals)
                || literals > source.Length - at
                || literals > target.Length - filled)
            {
                return false;
            }

            source.Slice(at, literals).CopyTo(target[filled..]);
            at += literals;
            filled += literals;
            if (at == source.Length)
            {
                break;
            }

            if (source.Length - at < 2)
            {
                return false;
            }

            int distance = source[at] | (source[at + 1] << 8);
            at += 2;
            if (distance == 0
                || distance > filled
                || !TryReadLength(source, ref at, token & LongLength, out int more)
                || more > target.Length - filled - MinMatch)
            {
                return false;
            }

            // A match may overlap what it makes: byte by byte is the definition.
            for (int end = filled + more + MinMatch; filled < end; filled++)
            {
                target[filled] = target[filled - distance];
            }
        }

        return filled == target.Length;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> source, ref int at, int start, out int length)
    {
        length = start;
        if (start < LongLength)
        {
            return true;
        }

        while (at < source.Length && length < FormatLimits.MaxBlockBytes)
        {
            byte next = source[at++];
            length += next;
            if (next != byte.MaxValue)
            {
                return true;
            }
        }

        return false;
    }
}
