
namespace Clrscope.CommandLine.Run;

/// <summary>What an executable file is, as far as it decides whether the profiler's library can be loaded into it.</summary>
internal enum ProgramKind
{
    /// <summary>A program for glibc on this architecture.</summary>
    Glibc,

    /// <summary>A program whose interpreter is musl's.</summary>
    Musl,

    /// <summary>A program without an interpreter.</summary>
    StaticBinary,

    /// <summary>A program for another architecture.</summary>
    OtherArchitecture,

    /// <summary>No ELF file.</summary>
    NotElf,
}
