namespace Clrscope.Queries.Traces;

/// <summary>A thread that worked for a trace.</summary>
public sealed record TraceThread
{
    /// <summary>The service.</summary>
    public required string Service { get; init; }

    /// <summary>The process.</summary>
    public required int Pid { get; init; }

    /// <summary>Thread id of the system.</summary>
    public required long Tid { get; init; }

    /// <summary>Its name; empty if it has none.</summary>
    public required string Name { get; init; }

    /// <summary>CPU time for this trace.</summary>
    public required long CpuNs { get; init; }

    /// <summary>Samples that it was measured by.</summary>
    public required long Samples { get; init; }

    /// <summary>Spans that it worked in.</summary>
    public required int Spans { get; init; }

    /// <summary>When it was seen working.</summary>
    public required IReadOnlyList<TimeInterval> OnCpu { get; init; }
}
