namespace Clrscope.Queries;

/// <summary>A stretch of time that a question is about.</summary>
/// <param name="FromUnixNs">First nanosecond since 1970, UTC.</param>
/// <param name="ToUnixNs">Nanosecond after the last one.</param>
public readonly record struct TimeWindow(long FromUnixNs, long ToUnixNs)
{
    /// <summary>All that there is.</summary>
    public static TimeWindow Everything { get; } = new(long.MinValue, long.MaxValue);

    /// <summary>Whether a moment lies in it.</summary>
    public bool Contains(long unixNs) => unixNs >= FromUnixNs && unixNs < ToUnixNs;
}
