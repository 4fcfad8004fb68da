namespace Clrscope.Agent.Spans;

/// <summary>The endpoint of one request: of all samples that have the same local root.</summary>
internal sealed class RequestEndpoint
{
    /// <summary>Null until the local root has ended.</summary>
    public string? Name { get; set; }
}
