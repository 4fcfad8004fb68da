namespace Clrscope.Queries.Traces;

/// <summary>The trace, or why there is none.</summary>
public sealed record TraceAnswer
{
    /// <summary>The trace, if exactly one was meant.</summary>
    public TraceResult? Trace { get; init; }

    /// <summary>Some of the traces whose ids begin with the given digits, if several do.</summary>
    public IReadOnlyList<TraceCandidate> Candidates { get; init; } = [];

    /// <summary>If there is no such trace, but a span with that id: its trace.</summary>
    public string? TraceOfSpan { get; init; }
}
