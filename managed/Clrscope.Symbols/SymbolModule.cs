namespace Clrscope.Symbols;

/// <summary>
/// What frames come from: an assembly, or one executable mapping of a native library. One instance per module of a
/// process, so that it can be told apart by reference.
/// </summary>
public sealed class SymbolModule
{
    /// <summary>Dynamic methods, which belong to no file.</summary>
    internal static SymbolModule DynamicMethods { get; } = new() { Path = "[dynamic methods]", BuildId = "", Managed = true };

    /// <summary>The file as the process named it; in brackets where there is none.</summary>
    public required string Path { get; init; }

    /// <summary>GNU build id in hex, or an assembly's MVID without dashes; empty where neither exists.</summary>
    public required string BuildId { get; init; }

    /// <summary>Whether its frames are .NET methods.</summary>
    public required bool Managed { get; init; }

    /// <summary>Whether frames of it have source files and lines, as far as is known when it has given a frame.</summary>
    public bool HasLines { get; internal set; }

    /// <summary>First address of a native mapping; 0 for assemblies, whose code lies anywhere.</summary>
    public ulong Start { get; init; }

    /// <summary>Address after the last one of a native mapping; 0 for assemblies.</summary>
    public ulong Limit { get; init; }

    /// <summary>Offset in the file of <see cref="Start"/>.</summary>
    public ulong FileOffset { get; init; }
}
