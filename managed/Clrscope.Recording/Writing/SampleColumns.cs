using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Clrscope.Recording.Format;

namespace Clrscope.Recording.Writing;

/// <summary>Samples that are not yet in a block.</summary>
internal sealed class SampleColumns
{
    private const int MaxSamples = 1 << 16;

    private readonly long[] _times = new long[MaxSamples];
    private readonly int[] _threads = new int[MaxSamples];
    private readonly int[] _stacks = new int[MaxSamples];
    private readonly int[] _values = new int[MaxSamples];
    private readonly int[] _spans = new int[MaxSamples];
    private readonly Dictionary<SampleValue, int> _valueIndexes = [];
    private readonly List<SampleValue> _valueTable = [];
    private readonly Dictionary<SpanReference, int> _spanIndexes = [];
    private readonly List<SpanReference> _spanTable = [];
    private readonly ByteBuffer _raw = new();
    private long _first;
    private long _last;
    private SampleValue _latestValue;
    private int _latestValueIndex = -1;
    private SpanReference _latestSpan;
    private int _latestSpanIndex;

    internal int Count { get; private set; }

    /// <summary>Whether a sample of this time can be added before a block has been written.</summary>
    internal bool HasRoomFor(long timeUnixNs) =>
        Count == 0
        || (Count < MaxSamples && Math.Max(_last, timeUnixNs) - (Int128)Math.Min(_first, timeUnixNs) <= uint.MaxValue);

    /// <summary>The time next to this one that the block can hold; it must have samples.</summary>
    internal long NearestTo(long timeUnixNs) =>
        Math.Clamp(timeUnixNs, Math.Max(0, _last - uint.MaxValue), _first + uint.MaxValue);

    internal void Add(long timeUnixNs, int thread, int stack, SampleValue value, in SpanReference span)
    {
        int at = Count++;
        _first = at == 0 ? timeUnixNs : Math.Min(_first, timeUnixNs);
        _last = at == 0 ? timeUnixNs : Math.Max(_last, timeUnixNs);
        _times[at] = timeUnixNs;
        _threads[at] = thread;
        _stacks[at] = stack;
        _values[at] = IndexOf(value);
        _spans[at] = IndexOf(span);
    }

    /// <summary>Appends a block with all samples; nothing if there are none.</summary>
    internal void WriteTo(ByteBuffer output, BlockPacker packer)
    {
        if (Count == 0)
        {
            return;
        }

        SampleBlockLayout layout = new(
            Count,
            _valueTable.Count,
            _spanTable.Count,
            WidthOf(_threads),
            WidthOf(_stacks),
            SampleBlockLayout.WidthFor(_valueTable.Count - 1),
            SampleBlockLayout.WidthFor(_spanTable.Count));
        _raw.Clear();
        Span<byte> raw = _raw.Take((int)layout.Size);
        raw.Clear();
        layout.Write(raw, _first);
        WriteTables(raw[(int)SampleBlockLayout.ValuesAt..], raw[(int)layout.SpansAt..]);
        WriteTimes(MemoryMarshal.Cast<byte, uint>(raw[(int)layout.TimesAt..]));
        WriteIndexes(raw[(int)layout.ThreadIndexesAt..], _threads, layout.ThreadWidth);
        WriteIndexes(raw[(int)layout.StackIndexesAt..], _stacks, layout.StackWidth);
        WriteIndexes(raw[(int)layout.ValueIndexesAt..], _values, layout.ValueWidth);
        WriteIndexes(raw[(int)layout.SpanIndexesAt..], _spans, layout.SpanWidth);
        packer.Append(output, BlockKind.Samples, raw, Count, _first, _last);
        Clear();
    }

    internal void Clear()
    {
        Count = 0;
        _valueIndexes.Clear();
        _valueTable.Clear();
        _spanIndexes.Clear();
        _spanTable.Clear();
        _latestValueIndex = -1;
        (_latestSpan, _latestSpanIndex) = (default, 0);
    }

    private int IndexOf(SampleValue value)
    {
        if (_latestValueIndex >= 0 && value == _latestValue)
        {
            return _latestValueIndex;
        }

        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_valueIndexes, value, out bool exists);
        if (!exists)
        {
            index = _valueTable.Count;
            _valueTable.Add(value);
        }

        (_latestValue, _latestValueIndex) = (value, index);
        return index;
    }

    // 0 stands for none, and is not in the table.
    private int IndexOf(in SpanReference span)
    {
        if (span == _latestSpan)
        {
            return _latestSpanIndex;
        }

        int found = 0;
        if (!span.IsNone)
        {
            ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_spanIndexes, span, out bool exists);
            if (!exists)
            {
                _spanTable.Add(span);
                index = _spanTable.Count;
            }

            found = index;
        }

        (_latestSpan, _latestSpanIndex) = (span, found);
        return found;
    }

    private void WriteTables(Span<byte> values, Span<byte> spans)
    {
        foreach (SampleValue value in _valueTable)
        {
            BinaryPrimitives.WriteInt64LittleEndian(values, value.WeightNs);
            values[8] = value.Kind;
            values = values[SampleBlockLayout.ValueSize..];
        }

        foreach (SpanReference span in _spanTable)
        {
            span.TraceId.WriteTo(spans);
            span.SpanId.WriteTo(spans[16..]);
            span.RootSpanId.WriteTo(spans[24..]);
            spans = spans[SampleBlockLayout.SpanSize..];
        }
    }

    private void WriteTimes(Span<uint> times)
    {
        ReadOnlySpan<long> from = _times.AsSpan(0, Count);
        times = times[..from.Length];
        for (int i = 0; i < from.Length; i++)
        {
            times[i] = (uint)(from[i] - _first);
        }
    }

    private void WriteIndexes(Span<byte> column, int[] indexes, int width)
    {
        ReadOnlySpan<int> from = indexes.AsSpan(0, Count);
        switch (width)
        {
            case 1:
                for (int i = 0; i < from.Length; i++)
                {
                    column[i] = (byte)from[i];
                }

                break;
            case 2:
                Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(column);
                for (int i = 0; i < from.Length; i++)
                {
                    words[i] = (ushort)from[i];
                }

                break;
            case 4:
                MemoryMarshal.AsBytes(from).CopyTo(column);
                break;
        }
    }

    private int WidthOf(int[] indexes)
    {
        int largest = 0;
        foreach (int index in indexes.AsSpan(0, Count))
        {
            largest = Math.Max(largest, index);
        }

        return SampleBlockLayout.WidthFor(largest);
    }
}
