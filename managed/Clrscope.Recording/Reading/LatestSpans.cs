using System.Runtime.InteropServices;

namespace Clrscope.Recording.Reading;

/// <summary>Spans of which some were recorded several times: once they have ended, what was said before does not count.</summary>
/// <param name="capacity">How many are expected.</param>
internal sealed class LatestSpans(int capacity)
{
    private readonly Dictionary<Key, RecordedSpan> _spans = new(capacity);

    internal int Count => _spans.Count;

    internal Dictionary<Key, RecordedSpan>.ValueCollection All => _spans.Values;

    /// <summary>Start of the earliest span of which no end is known; null if there is none.</summary>
    internal long? EarliestInFlight =>
        _spans.Values.Where(span => span.IsInFlight).Select(span => (long?)span.StartUnixNs).Min();

    /// <summary>The spans of which no end is known.</summary>
    internal HashSet<(TraceId Trace, SpanId Span)> InFlight =>
        [.. _spans.Values.Where(span => span.IsInFlight).Select(span => (span.TraceId, span.SpanId))];

    /// <summary>Adds spans, in the order of recording.</summary>
    internal void Add(List<RecordedSpan>[] files)
    {
        foreach (List<RecordedSpan> file in files)
        {
            foreach (RecordedSpan span in file)
            {
                Add(span);
            }
        }
    }

    private void Add(RecordedSpan span)
    {
        Key key = new(span.TraceId, span.SpanId, span.Process!.Pid, span.Process.StartTicks);
        ref RecordedSpan? known = ref CollectionsMarshal.GetValueRefOrAddDefault(_spans, key, out _);
        if (!span.IsInFlight || known is null || known.IsInFlight)
        {
            known = span;
        }
    }

    // A record, and not a tuple, whose hash is several times as dear.
    internal readonly record struct Key(TraceId Trace, SpanId Span, int Pid, ulong StartTicks);
}
