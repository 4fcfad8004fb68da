namespace Clrscope.Recording;

/// <summary>By index in the tables of one file: the index in <see cref="MergedTables"/>.</summary>
/// <param name="Threads">Of threads.</param>
/// <param name="Frames">Of frames.</param>
/// <param name="Stacks">Of stacks.</param>
public sealed record MergedIndexes(
    IReadOnlyList<int> Threads, IReadOnlyList<int> Frames, IReadOnlyList<int> Stacks);
