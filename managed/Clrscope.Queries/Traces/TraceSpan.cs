namespace Clrscope.Queries.Traces;

/// <summary>One span of a trace.</summary>
public sealed record TraceSpan
{
    /// <summary>16 hex digits.</summary>
    public required string SpanId { get; init; }

    /// <summary>16 hex digits; empty if it has no parent.</summary>
    public required string ParentSpanId { get; init; }

    /// <summary>Number of spans above it.</summary>
    public required int Depth { get; init; }

    /// <summary>What is known of it.</summary>
    public required TraceSpanState State { get; init; }

    /// <summary>What it is called: its endpoint if it is a local root, its own name otherwise.</summary>
    public required string Name { get; init; }

    /// <summary>The service; empty if it is not known.</summary>
    public required string Service { get; init; }

    /// <summary>The process; 0 if it is not known.</summary>
    public required int Pid { get; init; }

    /// <summary>Whether it is the first span of the trace in its process.</summary>
    public required bool IsLocalRoot { get; init; }

    /// <summary>From the start of the trace.</summary>
    public required long StartNs { get; init; }

    /// <summary>How long it took; so far, if it has not ended.</summary>
    public required long DurationNs { get; init; }

    /// <summary>CPU time in this span and in those below it, in all processes.</summary>
    public required long CpuNs { get; init; }

    /// <summary>CPU time in this span alone.</summary>
    public required long SelfCpuNs { get; init; }

    /// <summary>Samples in this span alone.</summary>
    public required long SelfSamples { get; init; }

    /// <summary>Its status; empty if none was set.</summary>
    public required string Status { get; init; }

    /// <summary>When a thread was seen working in this span.</summary>
    public required IReadOnlyList<TimeInterval> OnCpu { get; init; }

    /// <summary>When one was seen working in this span or below it.</summary>
    public required IReadOnlyList<TimeInterval> OnCpuBelow { get; init; }

    /// <summary>CPU time of this span in the kernel, by call.</summary>
    public required IReadOnlyList<NamedCpu> Kernel { get; init; }

    /// <summary>Spans below it that are not shown.</summary>
    public required HiddenSpans Hidden { get; init; }
}
