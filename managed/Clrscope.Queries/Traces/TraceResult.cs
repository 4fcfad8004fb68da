using Clrscope.Recording;

namespace Clrscope.Queries.Traces;

/// <summary>One trace.</summary>
public sealed record TraceResult
{
    /// <summary>32 hex digits.</summary>
    public required string TraceId { get; init; }

    /// <summary>Start of its first span or sample, in nanoseconds since 1970, UTC. All other times count from here.</summary>
    public required long StartUnixNs { get; init; }

    /// <summary>From there to the end of the last span or sample.</summary>
    public required long DurationNs { get; init; }

    /// <summary>Whether a span has not ended.</summary>
    public required bool IsInFlight { get; init; }

    /// <summary>CPU time in all processes.</summary>
    public required long CpuNs { get; init; }

    /// <summary>Samples that it was measured by.</summary>
    public required long Samples { get; init; }

    /// <summary>CPU time between two samples of a thread, which is how exact all of this is; 0 without samples.</summary>
    public required long SamplingIntervalNs { get; init; }

    /// <summary>Spans that were recorded.</summary>
    public required int SpanCount { get; init; }

    /// <summary>The spans in the order of a tree: parents before their children, those by their start.</summary>
    public required IReadOnlyList<TraceSpan> Spans { get; init; }

    /// <summary>Spans without a parent that are not shown, with what is below them.</summary>
    public required HiddenSpans Hidden { get; init; }

    /// <summary>How long a stretch is at least to be among <see cref="Waits"/>.</summary>
    public required long MinWaitNs { get; init; }

    /// <summary>Stretches in which no thread was seen working, longest first.</summary>
    public required IReadOnlyList<TraceWait> Waits { get; init; }

    /// <summary>Threads that worked for the trace.</summary>
    public required int ThreadCount { get; init; }

    /// <summary>Those with most CPU time.</summary>
    public required IReadOnlyList<TraceThread> Threads { get; init; }

    /// <summary>Stacks that were sampled.</summary>
    public required int StackCount { get; init; }

    /// <summary>Those with most CPU time.</summary>
    public required IReadOnlyList<TraceStack> Stacks { get; init; }

    /// <summary>What could not be read.</summary>
    public RecordingDamage Damage { get; init; }
}
