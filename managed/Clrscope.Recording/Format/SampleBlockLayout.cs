using System.Buffers.Binary;

namespace Clrscope.Recording.Format;

/// <summary>
/// Where the parts of an unpacked block of samples lie: a fixed part, the two tables, then one column after the other, each
/// on a multiple of 8. Index columns are as wide as their largest index needs; a width of 0 stands for indexes that are all 0.
/// </summary>
internal readonly record struct SampleBlockLayout(
    int Samples, int Values, int Spans, int ThreadWidth, int StackWidth, int ValueWidth, int SpanWidth)
{
    /// <summary>Size of the fixed part: counts, widths, base time.</summary>
    internal const int FixedSize = 24;

    /// <summary>An entry of the table of values: weight, kind, padding.</summary>
    internal const int ValueSize = 16;

    /// <summary>An entry of the table of spans: trace, span, root.</summary>
    internal const int SpanSize = 32;

    /// <summary>A time stamp: nanoseconds after the base time.</summary>
    internal const int TimeSize = 4;

    internal static long ValuesAt => FixedSize;

    internal long SpansAt => ValuesAt + ((long)Values * ValueSize);

    internal long TimesAt => SpansAt + ((long)Spans * SpanSize);

    internal long ThreadIndexesAt => TimesAt + Column(TimeSize);

    internal long StackIndexesAt => ThreadIndexesAt + Column(ThreadWidth);

    internal long ValueIndexesAt => StackIndexesAt + Column(StackWidth);

    internal long SpanIndexesAt => ValueIndexesAt + Column(ValueWidth);

    internal long Size => SpanIndexesAt + Column(SpanWidth);

    /// <summary>Reads the fixed part; false if it does not fit what follows it.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> raw, out SampleBlockLayout layout, out long baseTimeUnixNs)
    {
        layout = default;
        baseTimeUnixNs = 0;
        if (raw.Length < FixedSize)
        {
            return false;
        }

        baseTimeUnixNs = BinaryPrimitives.ReadInt64LittleEndian(raw[16..]);
        layout = new SampleBlockLayout(
            BinaryPrimitives.ReadInt32LittleEndian(raw),
            BinaryPrimitives.ReadInt32LittleEndian(raw[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(raw[8..]),
            raw[12],
            raw[13],
            raw[14],
            raw[15]);
        return layout.Samples is > 0 and <= FormatLimits.MaxBlockSamples
            && layout.Values > 0
            && layout.Spans >= 0
            && IsWidth(layout.ThreadWidth)
            && IsWidth(layout.StackWidth)
            && IsWidth(layout.ValueWidth)
            && IsWidth(layout.SpanWidth)
            && layout.Size == raw.Length;
    }

    /// <summary>Writes the fixed part.</summary>
    internal void Write(Span<byte> raw, long baseTimeUnixNs)
    {
        BinaryPrimitives.WriteInt32LittleEndian(raw, Samples);
        BinaryPrimitives.WriteInt32LittleEndian(raw[4..], Values);
        BinaryPrimitives.WriteInt32LittleEndian(raw[8..], Spans);
        raw[12] = (byte)ThreadWidth;
        raw[13] = (byte)StackWidth;
        raw[14] = (byte)ValueWidth;
        raw[15] = (byte)SpanWidth;
        BinaryPrimitives.WriteInt64LittleEndian(raw[16..], baseTimeUnixNs);
    }

    /// <summary>The width of a column whose largest index is this.</summary>
    internal static int WidthFor(int largest) => largest switch
    {
        0 => 0,
        <= byte.MaxValue => 1,
        <= ushort.MaxValue => 2,
        _ => 4,
    };

    private static bool IsWidth(int width) => width is 0 or 1 or 2 or 4;

    private long Column(int width) => (((long)Samples * width) + 7) & ~7L;
}
