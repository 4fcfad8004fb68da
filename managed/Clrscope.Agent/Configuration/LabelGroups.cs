namespace Clrscope.Agent.Configuration;

/// <summary>Which labels the samples of a profile get.</summary>
/// <param name="Trace"><c>trace_id</c> and <c>span_id</c>.</param>
/// <param name="SpanNumbers"><c>local root span id</c> and <c>span id</c>, as numbers.</param>
/// <param name="Endpoint"><c>trace endpoint</c>.</param>
/// <param name="Thread"><c>thread id</c> and <c>thread name</c>.</param>
public sealed record LabelGroups(bool Trace, bool SpanNumbers, bool Endpoint, bool Thread)
{
    /// <summary>All of them.</summary>
    public static LabelGroups All { get; } = new(true, true, true, true);
}
