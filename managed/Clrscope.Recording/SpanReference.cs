namespace Clrscope.Recording;

/// <summary>
/// What was going on when a sample was taken: the innermost span, its trace, and the local root (the first span of the trace
/// in this process). The default stands for no span.
/// </summary>
public readonly record struct SpanReference(TraceId TraceId, SpanId SpanId, SpanId RootSpanId)
{
    /// <summary>Whether no span was active.</summary>
    public bool IsNone => TraceId.IsNone && SpanId.IsNone && RootSpanId.IsNone;

    /// <summary>Whether the span is its own local root.</summary>
    public bool IsLocalRoot => SpanId == RootSpanId;
}
