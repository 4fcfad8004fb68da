using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Clrscope.Segment;

/// <summary>Turns the copied bytes of one record into a span.</summary>
internal static class SpanParser
{
    internal static bool TryParse(ReadOnlySpan<byte> bytes, RecordKind kind, out SpanInfo span, out SpanAttributes attributes)
    {
        span = default;
        attributes = default;
        if (bytes.Length < Unsafe.SizeOf<SpanRecord>())
        {
            return false;
        }

        SpanRecord record = MemoryMarshal.Read<SpanRecord>(bytes);
        ReadOnlySpan<byte> rest = bytes[Unsafe.SizeOf<SpanRecord>()..];
        SpanContext context = record.Span.ToContext();
        bool isStop = kind == RecordKind.SpanStop;
        if (context.IsNone || context.RootSpanId.IsNone || (isStop && record.EndNs < record.StartNs) ||
            !SpanAttributes.AreWhole(rest, record.AttributeCount))
        {
            return false;
        }

        span = new SpanInfo(
            record.StartNs,
            isStop ? record.EndNs : 0,
            context,
            record.ParentSpanId.ToSpanId(),
            record.Kind,
            record.Status,
            record.TraceFlags);
        attributes = new SpanAttributes(rest, record.AttributeCount);
        return true;
    }
}
