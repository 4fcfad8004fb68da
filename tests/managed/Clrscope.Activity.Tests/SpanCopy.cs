using System.Buffers.Binary;
using System.Text;

namespace Clrscope.Activities.Tests;

/// <summary>A span record, read as the agent reads it.</summary>
internal sealed class SpanCopy
{
    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);
    private readonly Dictionary<int, string> _texts = [];

    internal SpanCopy(SpanEvent kind, ReadOnlySpan<byte> bytes)
    {
        Kind = kind;
        Size = bytes.Length;
        Start = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        End = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        TraceId = Convert.ToHexStringLower(bytes[32..48]);
        SpanId = Convert.ToHexStringLower(bytes[48..56]);
        Root = Convert.ToHexStringLower(bytes[56..64]);
        ParentId = Convert.ToHexStringLower(bytes[64..72]);
        ActivityKind = bytes[72];
        Status = bytes[73];
        Flags = bytes[74];
        Assert.Equal(0u, BinaryPrimitives.ReadUInt32LittleEndian(bytes[76..]));
        Assert.False(bytes[..16].ContainsAnyExcept((byte)0));
        int at = 80;
        for (int i = 0; i < bytes[75]; i++)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 2)..]);
            Assert.InRange(length, 1, 200);
            Assert.Equal(0, bytes[at + 1]);
            _texts.Add(bytes[at], s_strict.GetString(bytes.Slice(at + 4, length)));
            at += 4 + length;
        }
        Assert.Equal(bytes.Length, at);
    }

    internal SpanEvent Kind { get; }

    internal int Size { get; }

    internal ulong Start { get; }

    internal ulong End { get; }

    internal string TraceId { get; }

    internal string SpanId { get; }

    internal string ParentId { get; }

    internal string Root { get; }

    internal int ActivityKind { get; }

    internal int Status { get; }

    internal int Flags { get; }

    internal IReadOnlyCollection<int> Keys => _texts.Keys;

    internal string? Text(int key) => _texts.GetValueOrDefault(key);
}
