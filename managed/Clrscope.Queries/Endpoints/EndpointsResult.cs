using Clrscope.Recording;

namespace Clrscope.Queries.Endpoints;

/// <summary>The endpoints of a window.</summary>
public sealed record EndpointsResult
{
    /// <summary>First nanosecond since 1970, UTC.</summary>
    public required long FromUnixNs { get; init; }

    /// <summary>Nanosecond after the last one.</summary>
    public required long ToUnixNs { get; init; }

    /// <summary>CPU time of all rows.</summary>
    public required long CpuNs { get; init; }

    /// <summary>Samples of all rows.</summary>
    public required long Samples { get; init; }

    /// <summary>Requests that ended in the window.</summary>
    public required long Requests { get; init; }

    /// <summary>Requests that had not ended when it did.</summary>
    public required long InFlight { get; init; }

    /// <summary>The endpoints, most CPU time first.</summary>
    public required IReadOnlyList<EndpointRow> Rows { get; init; }

    /// <summary>What could not be read.</summary>
    public required RecordingDamage Damage { get; init; }
}
