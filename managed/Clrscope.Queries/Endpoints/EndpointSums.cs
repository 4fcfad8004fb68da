namespace Clrscope.Queries.Endpoints;

/// <summary>What is known of one endpoint so far.</summary>
internal sealed class EndpointSums
{
    internal CpuSum Cpu;
    internal long InFlight;
    internal long Errors;

    /// <summary>Of the requests that ended.</summary>
    internal List<long> DurationsNs { get; } = [];
}
