namespace Clrscope.Profiles;

/// <summary>A function.</summary>
/// <param name="Name">As a reader knows it.</param>
/// <param name="SystemName">As the linker knows it.</param>
/// <param name="FileName">Source file; "" if unknown.</param>
/// <param name="StartLine">Line where it starts; 0 if unknown.</param>
public sealed record FunctionInfo(string Name, string SystemName, string FileName, long StartLine);
