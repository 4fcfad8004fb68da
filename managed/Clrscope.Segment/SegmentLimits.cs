namespace Clrscope.Segment;

/// <summary>
/// Every bound that guards the reading of a segment. A segment is written by another process and may hold anything;
/// beyond these bounds it is refused (header) or counted as corrupt (records).
/// </summary>
public sealed record SegmentLimits
{
    public static SegmentLimits Default { get; } = new();

    /// <summary>Largest ring that is accepted, in bytes; one pass over the ring never reads more than this.</summary>
    public ulong MaxRingBytes { get; init; } = Layout.MaxRingSize;

    /// <summary>Largest journal that a header may announce, in bytes; nothing beyond it is read.</summary>
    public ulong MaxJournalBytes { get; init; } = 1UL << 32;

    /// <summary>Largest journal record, in bytes: it is held in memory as a whole while it is parsed.</summary>
    public int MaxJournalRecordBytes { get; init; } = 4 << 20;

    /// <summary>Longest path, method, assembly, thread or version name, in bytes of UTF-8.</summary>
    public int MaxNameBytes { get; init; } = 64 << 10;

    /// <summary>Longest command line, in bytes of UTF-8: as much as the kernel passes to a process.</summary>
    public int MaxCommandLineBytes { get; init; } = 2 << 20;

    /// <summary>Most arguments that are made of a command line; the last one keeps the rest.</summary>
    public int MaxArguments { get; init; } = 16 << 10;

    /// <summary>Most resource attributes of a process.</summary>
    public int MaxResourceAttributes { get; init; } = 256;

    /// <summary>Most code ranges of one method: hot and cold parts, and funclets where they lie apart.</summary>
    public int MaxCodeRanges { get; init; } = 4096;

    /// <summary>Most entries in the IL map of one method.</summary>
    public int MaxIlMapEntries { get; init; } = 256 << 10;

    /// <summary>Longest build id of a library, in bytes.</summary>
    public int MaxBuildIdBytes { get; init; } = 64;

    /// <summary>Most bytes of code around one stub's address.</summary>
    public int MaxStubCodeBytes { get; init; } = (int)Layout.MaxStubCode;

    /// <summary>
    /// Times that the control page is read anew while a writer changes it. A writer that died in the middle leaves it
    /// unfinished for good, so the wait must end.
    /// </summary>
    public int MaxControlRetries { get; init; } = 1000;
}
