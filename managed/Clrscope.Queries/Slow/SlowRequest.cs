namespace Clrscope.Queries.Slow;

/// <summary>One request.</summary>
public sealed record SlowRequest
{
    /// <summary>32 hex digits.</summary>
    public required string TraceId { get; init; }

    /// <summary>The id of the local root, 16 hex digits.</summary>
    public required string SpanId { get; init; }

    /// <summary>See <see cref="EndpointName"/>.</summary>
    public required string Endpoint { get; init; }

    /// <summary>What the span itself is called.</summary>
    public required string Name { get; init; }

    /// <summary>The service.</summary>
    public required string Service { get; init; }

    /// <summary>The process.</summary>
    public required int Pid { get; init; }

    /// <summary>In nanoseconds since 1970, UTC.</summary>
    public required long StartUnixNs { get; init; }

    /// <summary>How long it took; null while it is in flight.</summary>
    public required long? DurationNs { get; init; }

    /// <summary>CPU time of the process for it.</summary>
    public required long CpuNs { get; init; }

    /// <summary>Samples that it was measured by.</summary>
    public required long Samples { get; init; }

    /// <summary>Its status; empty if none was set.</summary>
    public required string Status { get; init; }

    /// <summary>The methods in which most CPU time was spent: the innermost .NET method of each stack.</summary>
    public required IReadOnlyList<NamedCpu> Frames { get; init; }
}
