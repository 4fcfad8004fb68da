namespace Clrscope.Recording;

/// <summary>
/// Which samples a scan visits. Predicates are asked once for each entry of a table, not for each sample; several threads ask
/// at once.
/// </summary>
public sealed record SampleFilter
{
    /// <summary>First nanosecond since 1970, UTC.</summary>
    public long FromUnixNs { get; init; } = long.MinValue;

    /// <summary>Nanosecond after the last one, since 1970, UTC.</summary>
    public long ToUnixNs { get; init; } = long.MaxValue;

    /// <summary>Which threads (and so which processes); all if null.</summary>
    public Func<RecordedThread, bool>? Thread { get; init; }

    /// <summary>What was measured; all kinds if null.</summary>
    public byte? Kind { get; init; }

    /// <summary>Within which spans; all samples, those without a span too, if null. Is asked about none, too.</summary>
    public Func<SpanReference, bool>? Span { get; init; }
}
