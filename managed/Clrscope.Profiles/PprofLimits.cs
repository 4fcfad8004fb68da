namespace Clrscope.Profiles;

/// <summary>Every bound that guards the reading of a profile: a file may hold anything, and compress very well.</summary>
public sealed record PprofLimits
{
    public static PprofLimits Default { get; } = new();

    /// <summary>Largest file, as it lies on disk and again when unpacked, in bytes.</summary>
    public int MaxBytes { get; init; } = 256 << 20;

    /// <summary>
    /// Most entries of all tables together (samples, labels, mappings, locations, lines, functions, strings, comments,
    /// sample types): two bytes in a file can be an object in memory.
    /// </summary>
    public int MaxEntries { get; init; } = 8 << 20;

    /// <summary>Most frames of all samples together.</summary>
    public int MaxFrames { get; init; } = 64 << 20;

    /// <summary>Most sample types: each sample has one value for each.</summary>
    public int MaxSampleTypes { get; init; } = 64;
}
