using Clrscope.Recording;

namespace Clrscope.Queries;

/// <summary>What a single span is called.</summary>
internal static class SpanName
{
    private const string Unnamed = "[unnamed]";

    /// <summary>The name for people, else that of the operation.</summary>
    internal static string Of(RecordedSpan span, string otherwise = Unnamed) =>
        span.Display.Length > 0 ? span.Display
        : span.Operation.Length > 0 ? span.Operation
        : otherwise;
}
