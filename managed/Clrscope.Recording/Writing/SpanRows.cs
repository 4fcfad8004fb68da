using Clrscope.Recording.Format;

namespace Clrscope.Recording.Writing;

/// <summary>Spans that are not yet in a block.</summary>
internal sealed class SpanRows
{
    private readonly ByteBuffer _raw = new();
    private long _first;
    private long _last;

    internal int Count { get; private set; }

    /// <summary>Size of the rows in bytes.</summary>
    internal int Bytes => _raw.Length;

    internal void Add(int process, RecordedSpan span, FileTables tables)
    {
        long start = Math.Clamp(span.StartUnixNs, 0, FormatLimits.MaxUnixNs);
        long end = Math.Clamp(span.EndUnixNs, start, FormatLimits.MaxUnixNs);

        // The length is written, one more of it, so that 0 can stand for a span in flight.
        ulong length = span.IsInFlight ? 0 : (ulong)(end - start) + 1;
        long last = span.IsInFlight ? long.MaxValue : end;
        _first = Count == 0 ? start : Math.Min(_first, start);
        _last = Count == 0 ? last : Math.Max(_last, last);
        Count++;

        _raw.WriteInt64(start);
        _raw.WriteVarint(length);
        Span<byte> ids = _raw.Take(TraceId.Size + (3 * SpanId.Size));
        span.TraceId.WriteTo(ids);
        span.SpanId.WriteTo(ids[16..]);
        span.ParentSpanId.WriteTo(ids[24..]);
        span.RootSpanId.WriteTo(ids[32..]);
        _raw.WriteByte(span.Kind);
        _raw.WriteByte(span.Status);
        _raw.WriteVarint(process);
        int attributes = Math.Min(span.Attributes.Count, FormatLimits.MaxAttributes);
        _raw.WriteByte((byte)attributes);
        for (int i = 0; i < attributes; i++)
        {
            _raw.WriteByte((byte)span.Attributes[i].Key);
            _raw.WriteVarint(tables.IndexOf(span.Attributes[i].Value));
        }
    }

    /// <summary>Appends a block with all spans; nothing if there are none.</summary>
    internal void WriteTo(ByteBuffer output, BlockPacker packer)
    {
        if (Count > 0)
        {
            packer.Append(output, BlockKind.Spans, _raw.Written, Count, _first, _last);
            Clear();
        }
    }

    internal void Clear()
    {
        _raw.Clear();
        Count = 0;
    }
}
