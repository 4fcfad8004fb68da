namespace Clrscope.Profiles;

/// <summary>A file that code comes from, and where it lies in memory.</summary>
/// <param name="Start">First address.</param>
/// <param name="Limit">First address behind it; 0 with Start 0 where the addresses are not known.</param>
/// <param name="FileOffset">Offset in the file of the first address.</param>
/// <param name="FileName">Path, or a name in brackets where there is no file.</param>
/// <param name="BuildId">Hexadecimal; "" if there is none.</param>
public sealed record MappingInfo(ulong Start, ulong Limit, ulong FileOffset, string FileName, string BuildId)
{
    /// <summary>Function names are in the profile: tools need not look for symbols.</summary>
    public bool HasFunctions { get; init; }

    public bool HasFileNames { get; init; }

    public bool HasLineNumbers { get; init; }

    public bool HasInlineFrames { get; init; }

    /// <summary>A file whose names are all given: tools that look for symbols themselves would find no more.</summary>
    public static MappingInfo Symbolized(
        ulong start, ulong limit, ulong fileOffset, string fileName, string buildId, bool hasLines) =>
        new(start, limit, fileOffset, fileName, buildId)
        {
            HasFunctions = true,
            HasFileNames = hasLines,
            HasLineNumbers = hasLines,
        };
}
