namespace Clrscope.Recording.Reading;

/// <summary>Spans of which some were recorded several times: once they have ended, what was said before does not count.</summary>
internal sealed class LatestSpans
{
    private readonly Dictionary<(TraceId Trace, SpanId Span, int Pid, ulong StartTicks), RecordedSpan> _spans = [];

    internal IEnumerable<RecordedSpan> All => _spans.Values;

    /// <summary>Start of the earliest span of which no end is known; null if there is none.</summary>
    internal long? EarliestInFlight =>
        _spans.Values.Where(span => span.IsInFlight).Select(span => (long?)span.StartUnixNs).Min();

    /// <summary>The spans of which no end is known.</summary>
    internal HashSet<(TraceId Trace, SpanId Span)> InFlight =>
        [.. _spans.Values.Where(span => span.IsInFlight).Select(span => (span.TraceId, span.SpanId))];

    /// <summary>Adds a span, in the order of recording.</summary>
    internal void Add(RecordedSpan span)
    {
        (TraceId, SpanId, int, ulong) key = (span.TraceId, span.SpanId, span.Process!.Pid, span.Process.StartTicks);
        if (!span.IsInFlight || !_spans.TryGetValue(key, out RecordedSpan? known) || known.IsInFlight)
        {
            _spans[key] = span;
        }
    }
}
