using Clrscope.Agent.Configuration;
using Clrscope.Agent.Spans;
using Clrscope.Profiles;
using Clrscope.Recording;
using Clrscope.Segment;
using Clrscope.Symbols;

namespace Clrscope.Agent.Samples;

/// <summary>
/// The labels of the samples of one window. A sample is added with a set that only tells it from those of other threads and
/// spans; what is written is made when the window is built, since the endpoint may not be known before.
/// </summary>
internal sealed class SampleLabels(int pid, ProcessSymbols symbols, RequestEndpoints endpoints)
{
    /// <summary>Pairs of a thread and a span that are told apart; samples of more have no labels of their spans.</summary>
    public const int MaxSpans = 100_000;

    private readonly Dictionary<(uint Thread, SpanContext Span), Entry> _entries = [];
    private readonly List<Entry> _byNumber = [];
    private readonly Dictionary<SpanId, RequestEndpoint> _requests = [];
    private readonly List<RequestEndpoint> _unnamed = [];

    /// <summary>Requests of this window that have no endpoint yet.</summary>
    public int UnknownEndpoints
    {
        get
        {
            _unnamed.RemoveAll(request => request.Name is not null);
            return _unnamed.Count;
        }
    }

    /// <summary>Samples without the labels of their span, since there were too many spans.</summary>
    public long WithoutSpan { get; private set; }

    /// <summary>The set to add a sample with.</summary>
    public LabelSet Of(in SampleHeader sample)
    {
        string threadName = symbols.ThreadName(sample.ThreadNumber);
        string process = symbols.ProcessName;
        SpanContext span = sample.Span.IsNone ? default : sample.Span;
        if (!span.IsNone && _entries.Count >= MaxSpans && !_entries.ContainsKey((sample.ThreadNumber, span)))
        {
            WithoutSpan++;
            span = default;
        }

        if (!_entries.TryGetValue((sample.ThreadNumber, span), out Entry? entry)
            || !ReferenceEquals(entry.ThreadName, threadName)
            || !ReferenceEquals(entry.Process, process))
        {
            entry = new Entry
            {
                Number = LabelSet.Create(new Label("entry", _byNumber.Count)),
                Process = process,
                ThreadName = threadName,
                Tid = sample.Tid,
                Span = span,
                Request = span.IsNone ? null : RequestOf(span),
            };
            _entries[(sample.ThreadNumber, span)] = entry;
            _byNumber.Add(entry);
        }

        return entry.Number;
    }

    /// <summary>What is written in place of a set that <see cref="Of"/> gave.</summary>
    public LabelSet Final(LabelSet number, LabelGroups groups)
    {
        Entry entry = _byNumber[(int)number[0].Number];
        StandardLabels labels = new(entry.Process, pid);
        if (groups.Thread)
        {
            labels.AddThread(entry.Tid, entry.ThreadName);
        }

        if (entry.Request is RequestEndpoint request)
        {
            AddSpan(labels, entry.Span, request, groups);
        }

        return labels.ToSet();
    }

    private static void AddSpan(StandardLabels labels, SpanContext span, RequestEndpoint request, LabelGroups groups)
    {
        if (groups.Trace)
        {
            labels.AddTrace(span.TraceId.ToString(), span.SpanId.ToString());
        }

        if (groups.SpanNumbers)
        {
            labels.AddSpanNumbers(span.RootSpanId.Value, span.SpanId.Value);
        }

        if (groups.Endpoint)
        {
            labels.AddEndpoint(request.Name ?? EndpointName.InFlight);
        }
    }

    private RequestEndpoint RequestOf(SpanContext span)
    {
        if (!_requests.TryGetValue(span.RootSpanId, out RequestEndpoint? request))
        {
            request = endpoints.Of(span);
            _requests.Add(span.RootSpanId, request);
            _unnamed.Add(request);
        }

        return request;
    }

    private sealed class Entry
    {
        /// <summary>Its place among the entries, as a set of labels.</summary>
        public required LabelSet Number { get; init; }

        public required string Process { get; init; }

        public required string ThreadName { get; init; }

        public required uint Tid { get; init; }

        public required SpanContext Span { get; init; }

        public required RequestEndpoint? Request { get; init; }
    }
}
