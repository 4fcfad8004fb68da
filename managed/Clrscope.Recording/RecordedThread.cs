namespace Clrscope.Recording;

/// <summary>A thread under one name; a renamed thread is another one with the same number.</summary>
/// <param name="Process">The process that it belongs to.</param>
/// <param name="Tid">Thread id of the system, which may be used again by a later thread.</param>
/// <param name="Number">Number within the process, never used again.</param>
/// <param name="Name">Its name; empty if it has none.</param>
public sealed record RecordedThread(RecordedProcess Process, uint Tid, uint Number, string Name);
