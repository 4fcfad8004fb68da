namespace Clrscope.Activities;

/// <summary>What routing knows of a request, and an activity that nobody traces does not.</summary>
/// <param name="Template">The route as the program wrote it.</param>
internal sealed record RequestFacts(string? Method, string? Path, string? Template, string? Route);
