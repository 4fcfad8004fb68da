using System.Numerics;
using System.Text;

namespace Clrscope.Profiles;

/// <summary>
/// Writes protobuf fields into a buffer that grows. Fields that hold their default are left out, as proto3 has it.
/// </summary>
internal sealed class ProtoWriter
{
    private const int MaxVarintBytes = 10;

    private byte[] _buffer = new byte[1024];
    private int _length;

    internal int Length => _length;

    internal ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    internal void Clear() => _length = 0;

    internal void Number(int field, ulong value)
    {
        if (value != 0)
        {
            Tag(field, WireType.Varint);
            Varint(value);
        }
    }

    internal void Number(int field, long value) => Number(field, (ulong)value);

    internal void Flag(int field, bool value) => Number(field, value ? 1UL : 0);

    /// <summary>A string, also an empty one: the table of strings needs its first entry.</summary>
    internal void String(int field, string text)
    {
        int size = Encoding.UTF8.GetByteCount(text);
        Tag(field, WireType.Bytes);
        Varint((ulong)size);
        Encoding.UTF8.GetBytes(text, Reserve(size));
        _length += size;
    }

    internal void Message(int field, ProtoWriter message)
    {
        Tag(field, WireType.Bytes);
        Varint((ulong)message._length);
        message.Written.CopyTo(Reserve(message._length));
        _length += message._length;
    }

    /// <summary>Fields that were written elsewhere.</summary>
    internal void Fields(ReadOnlySpan<byte> written)
    {
        written.CopyTo(Reserve(written.Length));
        _length += written.Length;
    }

    internal void Packed(int field, ReadOnlySpan<ulong> values)
    {
        if (values.IsEmpty)
        {
            return;
        }
        int size = 0;
        foreach (ulong value in values)
        {
            size += VarintBytes(value);
        }
        Tag(field, WireType.Bytes);
        Varint((ulong)size);
        foreach (ulong value in values)
        {
            Varint(value);
        }
    }

    private void Tag(int field, WireType type) => Varint(((ulong)field << 3) | (ulong)type);

    private void Varint(ulong value)
    {
        Span<byte> space = Reserve(MaxVarintBytes);
        int size = 0;
        while (value >= 0x80)
        {
            space[size++] = (byte)(value | 0x80);
            value >>= 7;
        }
        space[size++] = (byte)value;
        _length += size;
    }

    private static int VarintBytes(ulong value) => (BitOperations.Log2(value | 1) / 7) + 1;

    private Span<byte> Reserve(int size)
    {
        if (_buffer.Length - _length < size)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + size));
        }
        return _buffer.AsSpan(_length);
    }
}
