using System.Runtime.InteropServices;
using System.Text;

namespace Clrscope.Segment;

/// <summary>The attributes of a span record, read as they are asked for. Valid as long as the record's bytes are.</summary>
public readonly ref struct SpanAttributes
{
    private const int HeaderBytes = 4;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _count;

    internal SpanAttributes(ReadOnlySpan<byte> bytes, int count)
    {
        _bytes = bytes;
        _count = count;
    }

    /// <summary>Whether the bytes hold as many attributes as they say; padding may follow.</summary>
    internal static bool AreWhole(ReadOnlySpan<byte> bytes, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (bytes.Length < HeaderBytes || bytes.Length - HeaderBytes < LengthOf(bytes))
            {
                return false;
            }

            bytes = bytes[(HeaderBytes + LengthOf(bytes))..];
        }

        return true;
    }

    /// <summary>Goes through the attributes in the order of the record.</summary>
    public Enumerator GetEnumerator() => new(_bytes, _count);

    private static int LengthOf(ReadOnlySpan<byte> attribute) => MemoryMarshal.Read<ushort>(attribute[2..]);

    /// <summary>One attribute.</summary>
    /// <param name="key">What it says; values that are not known here may come.</param>
    /// <param name="utf8">Its text; bytes that are no UTF-8 may come.</param>
    public readonly ref struct Item(SpanAttribute key, ReadOnlySpan<byte> utf8)
    {
        /// <summary>What it says; values that are not known here may come.</summary>
        public SpanAttribute Key { get; } = key;

        /// <summary>The bytes of its text; they may be no UTF-8.</summary>
        public ReadOnlySpan<byte> Utf8 { get; } = utf8;

        /// <summary>Its text; what is no UTF-8 shows as U+FFFD.</summary>
        public string Text => Encoding.UTF8.GetString(Utf8);
    }

    /// <summary>Goes through the attributes.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;
        private int _left;

        internal Enumerator(ReadOnlySpan<byte> bytes, int count)
        {
            _rest = bytes;
            _left = count;
            Current = default;
        }

        /// <summary>The attribute that was last moved to.</summary>
        public Item Current { get; private set; }

        /// <summary>Moves on; false at the end.</summary>
        public bool MoveNext()
        {
            if (_left == 0)
            {
                return false;
            }

            int length = LengthOf(_rest);
            Current = new Item((SpanAttribute)_rest[0], _rest.Slice(HeaderBytes, length));
            _rest = _rest[(HeaderBytes + length)..];
            _left--;
            return true;
        }
    }
}
