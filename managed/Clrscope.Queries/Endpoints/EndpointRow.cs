namespace Clrscope.Queries.Endpoints;

/// <summary>One endpoint of one service.</summary>
public sealed record EndpointRow
{
    /// <summary>Such as <c>GET /cart/{id}</c>; see <see cref="EndpointName"/>.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The service.</summary>
    public required string Service { get; init; }

    /// <summary>CPU time within the window.</summary>
    public required long CpuNs { get; init; }

    /// <summary>Samples that it was measured by.</summary>
    public required long Samples { get; init; }

    /// <summary>Requests that ended in the window.</summary>
    public required long Requests { get; init; }

    /// <summary>Requests that had not ended when it did.</summary>
    public required long InFlight { get; init; }

    /// <summary>Requests that ended with an error.</summary>
    public required long Errors { get; init; }

    /// <summary>CPU time by requests that ended; null if none did.</summary>
    public long? CpuPerRequestNs => Requests == 0 ? null : CpuNs / Requests;

    /// <summary>What half of the requests that ended did not exceed; null if none did.</summary>
    public required long? P50Ns { get; init; }

    /// <summary>What 99 of 100 did not exceed; null if none ended.</summary>
    public required long? P99Ns { get; init; }
}
