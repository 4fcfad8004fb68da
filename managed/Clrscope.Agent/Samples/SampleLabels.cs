using Clrscope.Agent.Configuration;
using Clrscope.Agent.Spans;
using Clrscope.Profiles;
using Clrscope.Recording;
using Clrscope.Segment;
using Clrscope.Symbols;

namespace Clrscope.Agent.Samples;

/// <summary>
/// The labels of the samples of one window. A sample gets a set that tells it from all others of another thread or span when it is
/// added; what is written is made of that set when the window is built, since the endpoint may not be known before.
/// </summary>
internal sealed class SampleLabels(int pid, ProcessSymbols symbols, RequestEndpoints endpoints)
{
    private readonly Dictionary<(uint Thread, SpanContext Span), Entry> _entries = [];
    private readonly Dictionary<LabelSet, Entry> _bySet = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<SpanId, RequestEndpoint> _requests = [];

    /// <summary>Whether requests of this window have no endpoint yet.</summary>
    public bool HasUnknownEndpoints => _requests.Values.Any(request => request.Name is null);

    /// <summary>The set to add a sample with.</summary>
    public LabelSet Of(in SampleHeader sample)
    {
        string threadName = symbols.ThreadName(sample.ThreadNumber);
        string process = symbols.ProcessName;
        SpanContext span = sample.Span.IsNone ? default : sample.Span;
        if (!_entries.TryGetValue((sample.ThreadNumber, span), out Entry? entry)
            || !ReferenceEquals(entry.ThreadName, threadName)
            || !ReferenceEquals(entry.Process, process))
        {
            entry = new Entry(process, threadName, sample.Tid, span, span.IsNone ? null : RequestOf(span), pid);
            _entries[(sample.ThreadNumber, span)] = entry;
            _bySet.Add(entry.Provisional, entry);
        }

        return entry.Provisional;
    }

    /// <summary>What is written in place of a set that <see cref="Of"/> gave.</summary>
    public LabelSet Final(LabelSet provisional, LabelGroups groups) => _bySet[provisional].Labels(groups);

    private RequestEndpoint RequestOf(SpanContext span)
    {
        if (!_requests.TryGetValue(span.RootSpanId, out RequestEndpoint? request))
        {
            request = endpoints.Of(span);
            _requests.Add(span.RootSpanId, request);
        }

        return request;
    }

    private sealed class Entry(
        string process, string threadName, uint tid, SpanContext span, RequestEndpoint? request, int pid)
    {
        public string Process => process;

        public string ThreadName => threadName;

        public LabelSet Provisional { get; } = Create(process, threadName, tid, span, request, pid, LabelGroups.All);

        public LabelSet Labels(LabelGroups groups) => Create(process, threadName, tid, span, request, pid, groups);

        private static LabelSet Create(
            string process,
            string threadName,
            uint tid,
            SpanContext span,
            RequestEndpoint? request,
            int pid,
            LabelGroups groups)
        {
            List<Label> labels = [new("process", process), new("pid", pid)];
            if (groups.Thread)
            {
                labels.Add(new("thread id", tid));
                if (threadName.Length > 0)
                {
                    labels.Add(new("thread name", threadName));
                }
            }

            if (request is null)
            {
                return LabelSet.Create([.. labels]);
            }

            if (groups.Trace)
            {
                labels.Add(new("trace_id", span.TraceId.ToString()));
                labels.Add(new("span_id", span.SpanId.ToString()));
            }

            if (groups.SpanNumbers)
            {
                // The field is signed; readers take the bits.
                labels.Add(new("local root span id", unchecked((long)span.RootSpanId.Value)));
                labels.Add(new("span id", unchecked((long)span.SpanId.Value)));
            }

            if (groups.Endpoint)
            {
                labels.Add(new("trace endpoint", request.Name ?? EndpointName.InFlight));
            }

            return LabelSet.Create([.. labels]);
        }
    }
}
