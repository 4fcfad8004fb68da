using System.Buffers.Binary;

namespace Clrscope.Segment.Tests;

/// <summary>Damages copies of one segment at random, mostly where it matters.</summary>
internal sealed class SegmentMutator
{
    private const int RingOffset = (int)Layout.RingOffset;

    private static readonly ulong[] s_values =
    [
        0, 1, 2, 3, 7, 8, 9, 15, 16, 24, 32, 47, 48, 56, 64, 511, 512, 513, 4095, 4096, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000,
        0xFFFFFFF0, 0xFFFFFFFF, 0x100000000, 0x7FFFFFFFFFFFFFF0, 0x8000000000000000, 0xFFFFFFFFFFFFFFF0, ulong.MaxValue,
    ];

    private readonly byte[] _original;
    private readonly int _ringSize;
    private readonly ulong _head;
    private readonly int[] _records;

    internal SegmentMutator(byte[] original, int ringSize)
    {
        _original = original;
        _ringSize = ringSize;
        _head = BinaryPrimitives.ReadUInt64LittleEndian(original.AsSpan((int)Layout.ProducerOffset));
        _records = [.. Enumerable.Range(0, ringSize / 16).Select(i => RingOffset + (i * 16)).Where(IsRecord)];
    }

    /// <summary>Changes some words, and now and then cuts the end off.</summary>
    internal ReadOnlySpan<byte> Mutate(Random random, byte[] buffer)
    {
        Span<byte> bytes = buffer.AsSpan(0, _original.Length);
        _original.CopyTo(bytes);
        for (int i = random.Next(1, 9); i > 0; i--)
        {
            Damage(random, bytes, PickOffset(random));
        }
        return random.Next(16) == 0 ? bytes[..random.Next(bytes.Length + 1)] : bytes;
    }

    private void Damage(Random random, Span<byte> bytes, int offset)
    {
        switch (random.Next(6))
        {
            case 0:
                bytes[offset] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[offset] = (byte)random.Next(256);
                break;
            case 2:
                BinaryPrimitives.TryWriteUInt16LittleEndian(bytes[(offset & ~1)..], (ushort)PickValue(random));
                break;
            case 3:
                BinaryPrimitives.TryWriteUInt32LittleEndian(bytes[(offset & ~3)..], (uint)PickValue(random));
                break;
            case 4:
                BinaryPrimitives.TryWriteUInt64LittleEndian(bytes[(offset & ~7)..], PickValue(random));
                break;
            case 5:
                // What follows passes for a record: it is then looked at and not just skipped.
                BinaryPrimitives.TryWriteUInt64LittleEndian(bytes[(offset & ~15)..], CommitWordAt(offset & ~15));
                break;
        }
    }

    private int PickOffset(Random random) => random.Next(16) switch
    {
        0 => (int)Layout.HeaderOffset + random.Next(80),
        1 => (int)Layout.ControlOffset + random.Next(16),
        2 or 3 => (int)Layout.ConsumerOffset + random.Next(32),
        4 or 5 => (int)Layout.ProducerOffset + (random.Next(4) * 64) + random.Next(24),
        6 or 7 or 8 => RingOffset + random.Next(_ringSize),
        9 or 10 or 11 => _records[random.Next(_records.Length)] + random.Next(48),
        _ => random.Next(RingOffset + _ringSize, _original.Length),
    };

    private ulong PickValue(Random random) => random.Next(4) switch
    {
        0 => (ulong)random.NextInt64(),
        1 => (ulong)random.Next(_ringSize * 4),
        _ => s_values[random.Next(s_values.Length)],
    };

    private bool IsRecord(int offset) =>
        BinaryPrimitives.ReadUInt64LittleEndian(_original.AsSpan(offset)) == CommitWordAt(offset);

    /// <summary>The commit word of a record at this place in the lap that the head is in, or in the one before.</summary>
    private ulong CommitWordAt(int offset)
    {
        ulong behind = (_head - (ulong)(offset - RingOffset)) & (ulong)(_ringSize - 1);
        return Layout.CommitWord(_head - (behind == 0 ? (ulong)_ringSize : behind));
    }
}
