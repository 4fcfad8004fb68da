using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Clrscope.Recording.Format;

namespace Clrscope.Recording.Reading;

/// <summary>Makes batches of the sample blocks of one file. One thread at a time.</summary>
internal sealed class SampleDecoder(RecordingFile file, RecordingTables tables, SampleFilter filter)
{
    private readonly bool[]? _threadMatches =
        filter.Thread is { } predicate ? [.. tables.Threads.Select(thread => predicate(thread))] : null;

    private uint[] _times = [];
    private int[] _threads = [];
    private int[] _stacks = [];
    private int[] _values = [];
    private int[] _spans = [];
    private SampleValue[] _valueTable = [];
    private SpanReference[] _spanTable = [];

    /// <summary>Gives the samples of a block that match to a visitor; false if the block is damaged.</summary>
    internal bool TryVisit<TVisitor>(ReadOnlySpan<byte> raw, in BlockHeader header, TVisitor visitor)
        where TVisitor : ISampleVisitor
    {
        if (!SampleBlockLayout.TryRead(raw, out SampleBlockLayout layout, out long baseTime)
            || header.Count != layout.Samples
            || baseTime != header.FirstUnixNs
            || baseTime is < 0 or > FormatLimits.MaxUnixNs - uint.MaxValue)
        {
            return false;
        }

        int count = layout.Samples;
        ReadTables(raw, layout);
        ReadOnlySpan<uint> times = MemoryMarshal.Cast<byte, uint>(raw[(int)layout.TimesAt..])[..count];
        Span<int> threads = Room(ref _threads, count);
        Span<int> stacks = Room(ref _stacks, count);
        Span<int> values = Room(ref _values, count);
        Span<int> spans = Room(ref _spans, count);
        if (!IndexColumn.TryWiden(raw[(int)layout.ThreadIndexesAt..], layout.ThreadWidth, threads, tables.Threads.Count)
            || !IndexColumn.TryWiden(raw[(int)layout.StackIndexesAt..], layout.StackWidth, stacks, tables.Stacks.Count)
            || !IndexColumn.TryWiden(raw[(int)layout.ValueIndexesAt..], layout.ValueWidth, values, layout.Values)
            || !IndexColumn.TryWiden(raw[(int)layout.SpanIndexesAt..], layout.SpanWidth, spans, layout.Spans + 1))
        {
            return false;
        }

        if (!MatchesAll(header, _valueTable.AsSpan(0, layout.Values)))
        {
            Span<uint> kept = Room(ref _times, count);
            times.CopyTo(kept);
            count = KeepMatching(baseTime, kept, threads, stacks, values, spans, layout);
            times = kept;
        }

        if (count > 0)
        {
            visitor.Visit(new SampleBatch
            {
                File = file,
                BaseTimeUnixNs = baseTime,
                Times = times[..count],
                Threads = threads[..count],
                Stacks = stacks[..count],
                Values = values[..count],
                Spans = spans[..count],
                ValueTable = _valueTable.AsSpan(0, layout.Values),
                SpanTable = _spanTable.AsSpan(0, layout.Spans + 1),
            });
        }

        return true;
    }

    private bool MatchesAll(in BlockHeader header, ReadOnlySpan<SampleValue> values) =>
        _threadMatches is null
        && AreOfKind(values)
        && filter.Span is null
        && header.FirstUnixNs >= filter.FromUnixNs
        && header.LastUnixNs < filter.ToUnixNs;

    private bool AreOfKind(ReadOnlySpan<SampleValue> values)
    {
        foreach (SampleValue value in values)
        {
            if (filter.Kind is { } kind && value.Kind != kind)
            {
                return false;
            }
        }

        return true;
    }

    private int KeepMatching(
        long baseTime,
        Span<uint> times,
        Span<int> threads,
        Span<int> stacks,
        Span<int> values,
        Span<int> spans,
        in SampleBlockLayout layout)
    {
        // Predicates are asked once for each entry; what is left for each sample are look-ups.
        bool[]? spanMatches = filter.Span is { } predicate
            ? [.. _spanTable.Take(layout.Spans + 1).Select(span => predicate(span))]
            : null;
        if (spanMatches is not null && !spanMatches.Contains(true))
        {
            return 0;
        }

        int kept = 0;
        for (int i = 0; i < times.Length; i++)
        {
            long time = baseTime + times[i];
            if (time >= filter.FromUnixNs
                && time < filter.ToUnixNs
                && (filter.Kind is null || _valueTable[values[i]].Kind == filter.Kind)
                && (_threadMatches is null || _threadMatches[threads[i]])
                && (spanMatches is null || spanMatches[spans[i]]))
            {
                times[kept] = times[i];
                threads[kept] = threads[i];
                stacks[kept] = stacks[i];
                values[kept] = values[i];
                spans[kept] = spans[i];
                kept++;
            }
        }

        return kept;
    }

    // The layout fits the block: the tables do not take more memory than twice what the block has.
    private void ReadTables(ReadOnlySpan<byte> raw, in SampleBlockLayout layout)
    {
        ReadOnlySpan<byte> from = raw[(int)SampleBlockLayout.ValuesAt..];
        foreach (ref SampleValue value in Room(ref _valueTable, layout.Values))
        {
            value = new SampleValue(from[8], BinaryPrimitives.ReadInt64LittleEndian(from));
            from = from[SampleBlockLayout.ValueSize..];
        }

        Span<SpanReference> spans = Room(ref _spanTable, layout.Spans + 1);
        spans[0] = default;
        foreach (ref SpanReference span in spans[1..])
        {
            span = new SpanReference(TraceId.FromBytes(from), SpanId.FromBytes(from[16..]), SpanId.FromBytes(from[24..]));
            from = from[SampleBlockLayout.SpanSize..];
        }
    }

    private static Span<T> Room<T>(ref T[] buffer, int size)
    {
        if (buffer.Length < size)
        {
            buffer = new T[size];
        }

        return buffer.AsSpan(0, size);
    }
}
