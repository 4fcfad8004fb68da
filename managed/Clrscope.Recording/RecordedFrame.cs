namespace Clrscope.Recording;

/// <summary>One frame with all that a profile says of it. Equal frames are kept once a file.</summary>
public sealed record RecordedFrame
{
    /// <summary>What a profile shows.</summary>
    public required string Name { get; init; }

    /// <summary>The name in the metadata, or the linker's, where it differs from what is shown; empty otherwise.</summary>
    public string SystemName { get; init; } = "";

    /// <summary>Source file; empty where it is not known.</summary>
    public string FileName { get; init; } = "";

    /// <summary>Source line; 0 where it is not known.</summary>
    public int Line { get; init; }

    /// <summary>Line where the function begins; 0 where it is not known.</summary>
    public int StartLine { get; init; }

    /// <summary>The program counter, or one less for a return address; 0 for pseudo frames.</summary>
    public ulong Address { get; init; }

    /// <summary>First address of the function; 0 where it is not known.</summary>
    public ulong FunctionStart { get; init; }

    /// <summary>What kind of code it is, as the writer counts kinds; kept as it is.</summary>
    public byte Kind { get; init; }

    /// <summary>Where the code comes from; null for pseudo and unknown frames.</summary>
    public RecordedModule? Module { get; init; }
}
