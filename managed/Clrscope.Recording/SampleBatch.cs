namespace Clrscope.Recording;

/// <summary>
/// Some samples of one file as columns of equal length; all of them match the filter. Every index has been checked against
/// the table that it refers to.
/// </summary>
public readonly ref struct SampleBatch
{
    /// <summary>The file, whose <see cref="RecordingFile.Tables"/> the indexes refer to.</summary>
    public required RecordingFile File { get; init; }

    /// <summary>Number of samples, at least 1.</summary>
    public int Count => Times.Length;

    /// <summary>What <see cref="Times"/> are added to, in nanoseconds since 1970, UTC.</summary>
    public required long BaseTimeUnixNs { get; init; }

    /// <summary>Nanoseconds after the base.</summary>
    public required ReadOnlySpan<uint> Times { get; init; }

    /// <summary>Indexes of threads in the tables.</summary>
    public required ReadOnlySpan<int> Threads { get; init; }

    /// <summary>Indexes of stacks in the tables.</summary>
    public required ReadOnlySpan<int> Stacks { get; init; }

    /// <summary>Indexes of <see cref="ValueTable"/>.</summary>
    public required ReadOnlySpan<int> Values { get; init; }

    /// <summary>Indexes of <see cref="SpanTable"/>.</summary>
    public required ReadOnlySpan<int> Spans { get; init; }

    /// <summary>What samples of this batch measure.</summary>
    public required ReadOnlySpan<SampleValue> ValueTable { get; init; }

    /// <summary>The spans of this batch; the first stands for none.</summary>
    public required ReadOnlySpan<SpanReference> SpanTable { get; init; }

    /// <summary>One sample as a row.</summary>
    public RecordedSample this[int index]
    {
        get
        {
            SampleValue value = ValueTable[Values[index]];
            return new RecordedSample(
                BaseTimeUnixNs + Times[index],
                File.Tables.Threads[Threads[index]],
                Stacks[index],
                value.WeightNs,
                value.Kind,
                SpanTable[Spans[index]]);
        }
    }
}
