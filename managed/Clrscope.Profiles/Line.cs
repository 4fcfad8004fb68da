namespace Clrscope.Profiles;

/// <summary>A place in a function.</summary>
/// <param name="Function">Index into <see cref="Profile.Functions"/>.</param>
/// <param name="LineNumber">From 1; 0 if unknown.</param>
/// <param name="Column">From 1; 0 if unknown.</param>
public readonly record struct Line(int Function, long LineNumber, long Column = 0);
