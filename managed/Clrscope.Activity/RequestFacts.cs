namespace Clrscope.Activities;

/// <summary>What routing knows of a request, and an activity that nobody traces does not.</summary>
internal sealed record RequestFacts(string? Method, string? Path, string? Route);
