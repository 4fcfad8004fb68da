namespace Clrscope.Queries.Traces;

/// <summary>One of several traces that may have been meant.</summary>
/// <param name="TraceId">Its id.</param>
/// <param name="StartUnixNs">Start of its first span; 0 if none was recorded.</param>
/// <param name="Endpoint">The endpoint of that; empty if none was recorded.</param>
public sealed record TraceCandidate(string TraceId, long StartUnixNs, string Endpoint);
