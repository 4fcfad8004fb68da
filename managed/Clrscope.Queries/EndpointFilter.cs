namespace Clrscope.Queries;

/// <summary>Which endpoints a question is about.</summary>
public static class EndpointFilter
{
    /// <summary>Whether an endpoint is meant by a text: its name contains it, in whatever case. No text means all.</summary>
    public static bool Matches(string? text, string endpoint) =>
        text is null || endpoint.Contains(text, StringComparison.OrdinalIgnoreCase);
}
