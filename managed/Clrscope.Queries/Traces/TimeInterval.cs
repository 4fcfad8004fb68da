namespace Clrscope.Queries.Traces;

/// <summary>A stretch of time, in nanoseconds from the start of the trace.</summary>
public readonly record struct TimeInterval(long StartNs, long EndNs)
{
    /// <summary>Its length.</summary>
    public long LengthNs => EndNs - StartNs;
}
