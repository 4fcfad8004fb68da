namespace Clrscope.Recording;

/// <summary>One sample, put together from the columns of a <see cref="SampleBatch"/>: convenient, and not for millions.</summary>
/// <param name="TimeUnixNs">When it was taken, in nanoseconds since 1970, UTC.</param>
/// <param name="Thread">The thread, with its process.</param>
/// <param name="Stack">Index of the stack in the file's <see cref="RecordingTables.Stacks"/>.</param>
/// <param name="WeightNs">What it stands for, in nanoseconds.</param>
/// <param name="Kind">What was measured: see <see cref="SampleKinds"/>.</param>
/// <param name="Span">What was going on.</param>
public readonly record struct RecordedSample(
    long TimeUnixNs, RecordedThread Thread, int Stack, long WeightNs, byte Kind, SpanReference Span);
