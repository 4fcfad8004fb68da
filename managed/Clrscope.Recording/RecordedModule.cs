namespace Clrscope.Recording;

/// <summary>Where frames come from: an assembly, or one executable mapping of a native library.</summary>
/// <param name="Path">The file as the process named it; in brackets where there is none.</param>
/// <param name="BuildId">GNU build id in hex, or an assembly's MVID without dashes; empty where neither exists.</param>
/// <param name="Start">First address of a native mapping; 0 for assemblies.</param>
/// <param name="Limit">Address after the last one of a native mapping; 0 for assemblies.</param>
/// <param name="FileOffset">Offset in the file of <paramref name="Start"/>.</param>
/// <param name="IsManaged">Whether its frames are .NET methods.</param>
/// <param name="HasLines">Whether frames of it have source files and lines.</param>
public sealed record RecordedModule(
    string Path, string BuildId, ulong Start, ulong Limit, ulong FileOffset, bool IsManaged, bool HasLines);
