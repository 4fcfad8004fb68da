using Clrscope.Recording;

namespace Clrscope.Queries.Traces;

/// <summary>What happened within one trace, in all processes, by span and by thread.</summary>
public sealed record TraceQuery
{
    private const int MaxCandidates = 10;

    /// <summary>Which trace.</summary>
    public required TraceIdPrefix Id { get; init; }

    /// <summary>When its samples were taken; its spans count if they touch the window.</summary>
    public TimeWindow Window { get; init; } = TimeWindow.Everything;

    /// <summary>Where.</summary>
    public ProcessFilter Processes { get; init; } = ProcessFilter.All;

    /// <summary>Spans that are shown; the rest is summed up below what is shown of it.</summary>
    public int MaxSpans { get; init; } = 50;

    /// <summary>Stacks that are shown.</summary>
    public int MaxStacks { get; init; } = 5;

    /// <summary>Asks a recording.</summary>
    public TraceAnswer Run(RecordingReader recording, CancellationToken cancellation = default)
    {
        SpanId? asSpan = Id.AsSpanId;
        Task<IReadOnlyList<RecordedSpan>> reading = Task.Run(
            () => recording.ReadSpans(
                Window.FromUnixNs,
                Window.ToUnixNs,
                Processes.OfProcess,
                span => Id.Matches(span.TraceId) || span.SpanId == asSpan),
            cancellation);
        TraceSamples samples = Scan(recording, cancellation);
        IReadOnlyList<RecordedSpan> all = reading.GetAwaiter().GetResult();
        List<RecordedSpan> spans = [.. all.Where(span => Id.Matches(span.TraceId))];
        List<TraceId> traces = [.. spans.Select(span => span.TraceId).Concat(samples.Spans.Select(span => span.TraceId)).Distinct()];
        return traces switch
        {
            [TraceId id] => new TraceAnswer
            {
                Trace = new TraceBuilder(id, spans, samples, MaxSpans, MaxStacks).Build() with { Damage = recording.Damage },
            },
            [] => new TraceAnswer { TraceOfSpan = TraceOfSpan(all) },
            _ => new TraceAnswer { Candidates = [.. traces.Take(MaxCandidates).Select(id => CandidateOf(id, spans))] },
        };
    }

    private TraceSamples Scan(RecordingReader recording, CancellationToken cancellation)
    {
        TraceSamples samples = new();
        SampleFilter filter = new()
        {
            FromUnixNs = Window.FromUnixNs,
            ToUnixNs = Window.ToUnixNs,
            Thread = Processes.OfThread,
            Span = span => Id.Matches(span.TraceId),
        };
        recording.Scan(filter, _ => new TraceVisitor(), (file, visitor) => visitor.AddTo(samples, file.Tables), cancellation);
        return samples;
    }

    private string? TraceOfSpan(IReadOnlyList<RecordedSpan> spans) =>
        Id.AsSpanId is SpanId id ? spans.FirstOrDefault(span => span.SpanId == id)?.TraceId.ToString() : null;

    private static TraceCandidate CandidateOf(TraceId id, List<RecordedSpan> spans)
    {
        RecordedSpan? first = spans.Find(span => span.TraceId == id);
        return new TraceCandidate(id.ToString(), first?.StartUnixNs ?? 0, first is null ? "" : EndpointName.Of(first));
    }
}
