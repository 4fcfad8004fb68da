namespace Clrscope.Queries.Traces;

/// <summary>A stretch in which no thread was seen working for a span or those below it, and none of those went on.</summary>
/// <param name="SpanId">The span.</param>
/// <param name="SpanName">What it is called.</param>
/// <param name="At">When.</param>
/// <param name="Method">
/// The innermost async method in the last sample before, in this span or else in those above it; null if there is none.
/// </param>
public sealed record TraceWait(string SpanId, string SpanName, TimeInterval At, string? Method);
