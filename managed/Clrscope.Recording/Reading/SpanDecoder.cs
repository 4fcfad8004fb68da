using Clrscope.Recording.Format;

namespace Clrscope.Recording.Reading;

/// <summary>Reads blocks of spans.</summary>
internal static class SpanDecoder
{
    /// <summary>
    /// Appends the spans of a block that match, and makes no objects of others; appends none and returns false if it is damaged.
    /// </summary>
    internal static bool TryRead(
        ReadOnlySpan<byte> raw,
        int count,
        IReadOnlyList<RecordedProcess> processes,
        IReadOnlyList<string> strings,
        Func<SpanReference, bool>? filter,
        List<RecordedSpan> spans)
    {
        int before = spans.Count;
        ByteCursor cursor = new(raw);
        for (; count > 0 && !cursor.Failed; count--)
        {
            if (ReadSpan(ref cursor, processes, strings, filter) is { } span)
            {
                spans.Add(span);
            }
        }

        if (!cursor.Failed && cursor.Left == 0)
        {
            return true;
        }

        spans.RemoveRange(before, spans.Count - before);
        return false;
    }

    private static RecordedSpan? ReadSpan(
        ref ByteCursor cursor,
        IReadOnlyList<RecordedProcess> processes,
        IReadOnlyList<string> strings,
        Func<SpanReference, bool>? filter)
    {
        long start = cursor.ReadInt64();
        ulong length = cursor.ReadVarint();
        ReadOnlySpan<byte> ids = cursor.Take(TraceId.Size + (3 * SpanId.Size));
        byte kind = cursor.ReadByte();
        byte status = cursor.ReadByte();
        RecordedProcess process = processes[cursor.ReadBelow(processes.Count)];
        int count = cursor.ReadByte();
        SpanReference reference = new(TraceId.FromBytes(ids), SpanId.FromBytes(ids[16..]), SpanId.FromBytes(ids[32..]));
        if (filter?.Invoke(reference) == false)
        {
            for (; count > 0 && !cursor.Failed; count--)
            {
                cursor.ReadByte();
                cursor.ReadBelow(strings.Count);
            }

            return null;
        }

        var attributes = new RecordedAttribute[count];
        for (int i = 0; i < attributes.Length && !cursor.Failed; i++)
        {
            var key = (SpanAttribute)cursor.ReadByte();
            attributes[i] = new RecordedAttribute(key, strings[cursor.ReadBelow(strings.Count)]);
        }

        return new RecordedSpan
        {
            StartUnixNs = Math.Clamp(start, 0, FormatLimits.MaxUnixNs),
            EndUnixNs = length == 0 ? 0 : EndOf(start, length - 1),
            TraceId = reference.TraceId,
            SpanId = reference.SpanId,
            ParentSpanId = SpanId.FromBytes(ids[24..]),
            RootSpanId = reference.RootSpanId,
            Kind = kind,
            Status = status,
            Process = process,
            Attributes = attributes,
        };
    }

    // Never 0, which would say that it is in flight.
    private static long EndOf(long start, ulong length) =>
        (long)Int128.Clamp((Int128)start + length, 1, FormatLimits.MaxUnixNs);
}
