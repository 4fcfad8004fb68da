using Clrscope.Recording.Format;

namespace Clrscope.Recording.Reading;

/// <summary>Reads blocks of spans of one file. One thread at a time.</summary>
/// <param name="processes">The file's processes.</param>
/// <param name="attributes">Reads their attributes.</param>
/// <param name="filter">Which spans; all if null.</param>
internal sealed class SpanDecoder(
    IReadOnlyList<RecordedProcess> processes, AttributeSets attributes, Func<SpanReference, bool>? filter)
{
    /// <summary>
    /// Appends the spans of a block that match, and makes no objects of others; appends none and returns false if it is damaged.
    /// </summary>
    internal bool TryRead(ReadOnlySpan<byte> raw, int count, List<RecordedSpan> spans)
    {
        int before = spans.Count;
        ByteCursor cursor = new(raw);
        for (; count > 0 && !cursor.Failed; count--)
        {
            if (ReadSpan(ref cursor) is { } span)
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

    private RecordedSpan? ReadSpan(ref ByteCursor cursor)
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
            attributes.Skip(ref cursor, count);
            return null;
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
            Attributes = attributes.Read(ref cursor, count),
        };
    }

    // Never 0, which would say that it is in flight.
    private static long EndOf(long start, ulong length) =>
        (long)Int128.Clamp((Int128)start + length, 1, FormatLimits.MaxUnixNs);
}
