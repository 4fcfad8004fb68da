namespace Clrscope.Segment;

/// <summary>A span that started or stopped. The times are CLOCK_MONOTONIC in nanoseconds.</summary>
/// <param name="StartNs">When it started.</param>
/// <param name="EndNs">When it stopped; 0 in a start.</param>
/// <param name="Context">Its own ids, and its local root's.</param>
/// <param name="ParentSpanId">None for the first span of a trace.</param>
/// <param name="Kind">System.Diagnostics.ActivityKind.</param>
/// <param name="Status">System.Diagnostics.ActivityStatusCode.</param>
/// <param name="TraceFlags">Of W3C trace context.</param>
public readonly record struct SpanInfo(
    ulong StartNs,
    ulong EndNs,
    SpanContext Context,
    SpanId ParentSpanId,
    byte Kind,
    byte Status,
    byte TraceFlags)
{
    /// <summary>Whether nothing is above it in this process.</summary>
    public bool IsLocalRoot => Context.SpanId == Context.RootSpanId;
}
