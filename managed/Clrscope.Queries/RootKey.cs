using Clrscope.Recording;

namespace Clrscope.Queries;

/// <summary>Which request: the local root that spans and samples refer to.</summary>
internal readonly record struct RootKey(TraceId TraceId, SpanId RootSpanId)
{
    /// <summary>The request of a sample; a span of which no root is known is one of its own.</summary>
    internal static RootKey Of(in SpanReference span) =>
        new(span.TraceId, span.RootSpanId.IsNone ? span.SpanId : span.RootSpanId);

    /// <summary>The request of a span.</summary>
    internal static RootKey Of(RecordedSpan span) =>
        new(span.TraceId, span.RootSpanId.IsNone ? span.SpanId : span.RootSpanId);
}
