namespace Clrscope.Recording.Reading;

/// <summary>
/// Spans of which some were recorded several times: once they have ended, what was said before does not count. Only those that were
/// recorded in flight are looked up: they are few.
/// </summary>
internal sealed class LatestSpans
{
    private readonly Dictionary<Key, RecordedSpan> _inFlight = [];
    private readonly List<RecordedSpan> _ended = [];

    /// <summary>The spans of which no end is known.</summary>
    internal IReadOnlyCollection<RecordedSpan> InFlight => _inFlight.Values;

    /// <summary>Adds the spans of files, in the order of recording.</summary>
    internal void Add(List<RecordedSpan>[] files)
    {
        _ended.EnsureCapacity(_ended.Count + files.Sum(file => file.Count));
        foreach (List<RecordedSpan> file in files)
        {
            foreach (RecordedSpan span in file)
            {
                if (span.IsInFlight)
                {
                    _inFlight[Key.Of(span)] = span;
                }
                else
                {
                    _ended.Add(span);
                }
            }
        }

        if (_inFlight.Count > 0)
        {
            _ended.ForEach(span => _inFlight.Remove(Key.Of(span)));
        }
    }

    /// <summary>All of them, each once.</summary>
    internal List<RecordedSpan> ToList() => [.. _ended, .. _inFlight.Values];

    // A record, and not a tuple, whose hash is several times as dear.
    private readonly record struct Key(TraceId Trace, SpanId Span, int Pid, ulong StartTicks)
    {
        internal static Key Of(RecordedSpan span) => new(span.TraceId, span.SpanId, span.Process!.Pid, span.Process.StartTicks);
    }
}
