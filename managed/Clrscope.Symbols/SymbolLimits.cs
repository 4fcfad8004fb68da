namespace Clrscope.Symbols;

/// <summary>
/// Every bound that guards the reading of files that a profiled process names: assemblies and ELF libraries. They may be
/// corrupt, truncated, enormous or made to harm the reader.
/// </summary>
public sealed record SymbolLimits
{
    /// <summary>The limits that the agent uses.</summary>
    public static SymbolLimits Default { get; } = new();

    /// <summary>Bytes of assembly metadata that stay in memory, over all processes; the least recently used goes first.</summary>
    public long AssemblyCacheBytes { get; init; } = 48L << 20;

    /// <summary>Bytes of portable PDBs that stay in memory, over all processes; the least recently used goes first.</summary>
    public long PdbCacheBytes { get; init; } = 48L << 20;

    /// <summary>Bytes of ELF symbols that stay in memory, over all processes; the least recently used goes first.</summary>
    public long ElfCacheBytes { get; init; } = 32L << 20;

    /// <summary>An assembly with more metadata than this many bytes gives fallback names.</summary>
    public int MaxMetadataBytes { get; init; } = 64 << 20;

    /// <summary>A portable PDB of more bytes than this, unpacked, gives no lines.</summary>
    public int MaxPdbBytes { get; init; } = 64 << 20;

    /// <summary>Sequence points of one method that are read; the lines of what lies behind them are not known.</summary>
    public int MaxSequencePoints { get; init; } = 64 << 10;

    /// <summary>Bytes of modules without a file that are kept of a process; more gives fallback names, and no lines.</summary>
    public long MaxInMemoryBytes { get; init; } = 64L << 20;

    /// <summary>Stretches of executable memory without a file that are kept of a process; further ones are unknown code.</summary>
    public int MaxCodeRegions { get; init; } = 1 << 16;

    /// <summary>Addresses of stubs whose kind is kept of a process; further ones are stubs of no known kind.</summary>
    public int MaxStubs { get; init; } = 1 << 16;

    /// <summary>An ELF file with more section or program headers than this has no symbols for us.</summary>
    public int MaxElfHeaders { get; init; } = 1 << 16;

    /// <summary>Bytes of one PT_NOTE segment that are searched for the build id.</summary>
    public int MaxElfNoteBytes { get; init; } = 64 << 10;

    /// <summary>A symbol table with more entries than this is passed over.</summary>
    public int MaxElfSymbols { get; init; } = 2 << 20;

    /// <summary>A symbol table whose names take more bytes than this is passed over.</summary>
    public int MaxElfNameBytes { get; init; } = 64 << 20;

    /// <summary>
    /// Where the system keeps debug files by build id and by path. Not a bound, but of the same kind: what the agent may read.
    /// </summary>
    public string DebugDirectory { get; init; } = "/usr/lib/debug";

    /// <summary>A debug file of more bytes than this is not checked against the sum that .gnu_debuglink has, nor used.</summary>
    public long MaxDebugLinkBytes { get; init; } = 512L << 20;

    /// <summary>Symbols that begin before an address and are looked at to find the innermost one that covers it.</summary>
    public int MaxSymbolNesting { get; init; } = 64;

    /// <summary>
    /// Characters of one name. Native symbols and the texts of the journal are cut, a longer parameter list becomes
    /// <c>(?)</c>, and a method whose name is longer without its parameters gets the fallback name.
    /// </summary>
    public int MaxNameLength { get; init; } = 4096;

    /// <summary>Levels of nested types, and of types within types in a signature.</summary>
    public int MaxTypeDepth { get; init; } = 64;

    /// <summary>
    /// Methods and explicit implementations of one type, and parameters of one method, that are looked at for a name: tables of
    /// hostile metadata have millions.
    /// </summary>
    public int MaxMembers { get; init; } = 1 << 16;

    /// <summary>Addresses per process whose frame is remembered; when there are as many, all are forgotten at once.</summary>
    public int MaxCachedFrames { get; init; } = 1 << 17;
}
