using System.Buffers.Binary;
using System.Text;

namespace Clrscope.Recording.Format;

/// <summary>Bytes that are written one after the other; cleared, its memory is used again.</summary>
internal sealed class ByteBuffer
{
    private byte[] _bytes = new byte[1024];

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    internal void Clear() => Length = 0;

    /// <summary>Room for so many bytes, which count as written; they hold anything.</summary>
    internal Span<byte> Take(int size)
    {
        int needed = checked(Length + size);
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(needed, (int)Math.Min((long)_bytes.Length * 2, Array.MaxLength)));
        }

        Span<byte> taken = _bytes.AsSpan(Length, size);
        Length = needed;
        return taken;
    }

    /// <summary>Takes the last bytes back, down to this length.</summary>
    internal void CutTo(int length) => Length = length;

    internal Span<byte> At(int offset, int size) => _bytes.AsSpan(offset, size);

    internal void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    internal void WriteByte(byte value) => Take(1)[0] = value;

    internal void WriteInt64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), value);

    /// <summary>Seven bits a byte, the lowest first; the highest bit of a byte says that another follows.</summary>
    internal void WriteVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            WriteByte((byte)(value | 0x80));
        }

        WriteByte((byte)value);
    }

    internal void WriteVarint(int value) => WriteVarint((ulong)value);

    /// <summary>The size in bytes, then the text; long text is cut.</summary>
    internal void WriteText(string text)
    {
        // Three bytes hold any UTF-16 code unit.
        ReadOnlySpan<char> kept = text.AsSpan(0, Math.Min(text.Length, FormatLimits.MaxStringBytes / 3));
        WriteVarint(Encoding.UTF8.GetByteCount(kept));
        Encoding.UTF8.GetBytes(kept, Take(Encoding.UTF8.GetByteCount(kept)));
    }
}
