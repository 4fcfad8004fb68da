namespace Clrscope.Segment;

/// <summary>What a thread worked for when a sample was taken.</summary>
/// <param name="TraceId">None: nothing is known.</param>
/// <param name="SpanId">The innermost span.</param>
/// <param name="RootSpanId">The local root: the outermost span of the process above it, or itself.</param>
public readonly record struct SpanContext(TraceId TraceId, SpanId SpanId, SpanId RootSpanId)
{
    /// <summary>Whether there is no span.</summary>
    public bool IsNone => TraceId.IsNone || SpanId.IsNone;
}
