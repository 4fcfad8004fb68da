using Clrscope.Recording;

namespace Clrscope.Queries;

/// <summary>How long spans took.</summary>
internal static class SpanTimes
{
    /// <summary>Never less than nothing: a clock may have been set back meanwhile.</summary>
    internal static long DurationNs(this RecordedSpan span) => span.IsInFlight ? 0 : Math.Max(0, span.EndUnixNs - span.StartUnixNs);
}
