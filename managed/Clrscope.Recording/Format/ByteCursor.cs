using System.Buffers.Binary;

namespace Clrscope.Recording.Format;

/// <summary>
/// Reads what <see cref="ByteBuffer"/> has written, from bytes that may be anything. Once something did not make sense it has
/// failed, and gives zeros: callers look at <see cref="Failed"/> at the end, and before they allocate or loop.
/// </summary>
internal ref struct ByteCursor(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    internal bool Failed { get; private set; }

    internal readonly int Left => _left.Length;

    /// <summary>So many bytes, few enough to be made up when there are not so many.</summary>
    internal ReadOnlySpan<byte> Take(int size)
    {
        if (size > _left.Length)
        {
            Fail();
            return new byte[size];
        }

        ReadOnlySpan<byte> taken = _left[..size];
        _left = _left[size..];
        return taken;
    }

    internal byte ReadByte()
    {
        if (_left.IsEmpty)
        {
            Fail();
            return 0;
        }

        byte value = _left[0];
        _left = _left[1..];
        return value;
    }

    internal long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    internal ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        Fail();
        return 0;
    }

    /// <summary>A number below a bound; otherwise it has failed.</summary>
    internal int ReadBelow(int bound)
    {
        ulong value = ReadVarint();
        if (value >= (ulong)bound)
        {
            Fail();
            return 0;
        }

        return (int)value;
    }

    /// <summary>A number of entries that take at least one byte each.</summary>
    internal int ReadCount() => ReadBelow(_left.Length + 1);

    /// <summary>Text in UTF-8, which may be none.</summary>
    internal ReadOnlySpan<byte> ReadUtf8()
    {
        int size = ReadBelow(FormatLimits.MaxStringBytes + 1);
        if (size > _left.Length)
        {
            Fail();
            return default;
        }

        return Take(size);
    }

    internal void Fail()
    {
        Failed = true;
        _left = default;
    }
}
