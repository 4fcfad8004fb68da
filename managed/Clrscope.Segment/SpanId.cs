using System.Buffers.Binary;
using System.Globalization;

namespace Clrscope.Segment;

/// <summary>A W3C span id: 8 bytes, read big-endian, so that hex text and value agree. Zero stands for none.</summary>
public readonly record struct SpanId(ulong Value)
{
    /// <summary>Size in bytes.</summary>
    public const int Size = 8;

    /// <summary>Whether this stands for no span.</summary>
    public bool IsNone => Value == 0;

    /// <summary>The id of the first <see cref="Size"/> bytes, in the order in which the hex text shows them.</summary>
    public static SpanId FromBytes(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt64BigEndian(bytes));

    /// <summary>Reads 16 hex digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SpanId id)
    {
        bool parsed = ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value)
            && text.Length == Size * 2;
        id = parsed ? new SpanId(value) : default;
        return parsed;
    }

    /// <summary>Writes the <see cref="Size"/> bytes of the id.</summary>
    public void WriteTo(Span<byte> bytes) => BinaryPrimitives.WriteUInt64BigEndian(bytes, Value);

    /// <summary>16 lower-case hex digits.</summary>
    public override string ToString() => $"{Value:x16}";
}
