namespace Clrscope.Segment;

/// <summary>The profiled process.</summary>
/// <param name="WorkingDirectory">Where it was started; "" if that is not known.</param>
/// <param name="CpuBeforeStartNs">CPU time that it had used when the profiler was loaded.</param>
public sealed record ProcessInfo(
    string ExecutablePath,
    string[] CommandLine,
    string WorkingDirectory,
    string RuntimeVersion,
    string ProfilerVersion,
    ulong CpuBeforeStartNs,
    ulong TimeNs);

/// <summary>Resource attributes of the process: service.name, service.instance.id, ...</summary>
public sealed record ResourceInfo(IReadOnlyList<KeyValuePair<string, string>> Attributes, ulong TimeNs);

/// <summary>A managed module.</summary>
/// <param name="BaseAddress">0 if it is not mapped as an image.</param>
/// <param name="Flags">COR_PRF_MODULE_* bits.</param>
/// <param name="Path">"" where nothing is on disk.</param>
/// <param name="AssemblyName">Simple name of the assembly.</param>
public sealed record ModuleInfo(
    ulong ModuleId,
    ulong BaseAddress,
    uint Flags,
    Guid Mvid,
    string Path,
    string AssemblyName,
    ulong TimeNs);

/// <summary>A piece of a part of a module that no file holds.</summary>
/// <param name="TotalSize">Bytes of all pieces of the part together.</param>
/// <param name="Offset">Where the piece belongs; 0 begins the part anew.</param>
public sealed record ModulePiece(
    ulong ModuleId, ModulePart Part, ulong TotalSize, ulong Offset, byte[] Bytes, ulong TimeNs);

/// <summary>One native code version of a method.</summary>
/// <param name="Key">Counts the method records of the segment from 1.</param>
/// <param name="ModuleId">0 for a dynamic method.</param>
/// <param name="ValidFromNs">Samples before this time do not belong to it; 0: any time.</param>
/// <param name="Name">"" where the name is to be read from the module's metadata by token.</param>
public sealed record MethodInfo(
    ulong Key,
    ulong FunctionId,
    ulong ModuleId,
    ulong ValidFromNs,
    uint Token,
    MethodFlag Flags,
    CodeRange[] Ranges,
    IlMapEntry[] IlMap,
    string Name,
    ulong TimeNs)
{
    /// <summary>
    /// Generic arguments as reflection full names: those of the class, <c>|</c>, those of the method; "" if there are none or
    /// they are not known.
    /// </summary>
    public string Instantiation { get; init; } = "";
}

/// <summary>One executable mapping [Start, End) of a native library.</summary>
/// <param name="FileOffset">Offset in the file of Start.</param>
/// <param name="LoadBias">address - LoadBias is the address that the file's symbols use.</param>
/// <param name="BuildId">At most 64 bytes; empty if there is none.</param>
public sealed record LibraryInfo(
    ulong Start,
    ulong End,
    ulong FileOffset,
    ulong LoadBias,
    byte[] BuildId,
    string Path,
    ulong TimeNs);

/// <summary>Executable memory [Start, End) that no file backs.</summary>
public sealed record CodeRegionInfo(ulong Start, ulong End, ulong TimeNs);

/// <summary>What lies around an address of a code region that was sampled.</summary>
/// <param name="Start">Where <paramref name="Code"/> begins: at the address or before it.</param>
/// <param name="Code">The memory, which ends at the address or behind it; empty if it could not be read.</param>
public sealed record StubCodeInfo(ulong Address, ulong Start, byte[] Code, StubFlag Flags, ulong TimeNs);

/// <summary>A thread, or a new name of one.</summary>
/// <param name="Announced">The CLR told of it; others are found in /proc.</param>
public sealed record ThreadInfo(uint Tid, uint ThreadNumber, bool Announced, string Name, ulong TimeNs);
