namespace Clrscope.Export;

/// <summary>A profile's file.</summary>
internal sealed record ProfileFile(string Path, ProfileFileName Name);
