namespace Clrscope.Segment;

/// <summary>A sample without its frames.</summary>
/// <param name="TimeNs">CLOCK_MONOTONIC when it was taken.</param>
/// <param name="Tid">Thread id in the owner's pid namespace; the kernel reuses them.</param>
/// <param name="ThreadNumber">Counts the threads of the process, never reused.</param>
/// <param name="WeightNs">What the sample stands for, in nanoseconds.</param>
/// <param name="Kind">What it is a sample of.</param>
/// <param name="StopReason">Why the stack ends where it does.</param>
public readonly record struct SampleHeader(
    ulong TimeNs,
    uint Tid,
    uint ThreadNumber,
    ulong WeightNs,
    SampleKind Kind,
    StopReason StopReason)
{
    /// <summary>What the thread worked for.</summary>
    public SpanContext Span { get; init; }
}
