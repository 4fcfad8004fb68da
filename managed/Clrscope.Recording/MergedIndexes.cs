namespace Clrscope.Recording;

/// <summary>By index in the tables of one file: the index in <see cref="MergedTables"/>.</summary>
/// <param name="threads">Of threads.</param>
/// <param name="frames">Of frames.</param>
/// <param name="stacks">Of stacks.</param>
public sealed class MergedIndexes(int[] threads, int[] frames, int[] stacks)
{
    /// <summary>Of threads.</summary>
    public ReadOnlySpan<int> Threads => threads;

    /// <summary>Of frames.</summary>
    public ReadOnlySpan<int> Frames => frames;

    /// <summary>Of stacks; that of the empty stack is 0.</summary>
    public ReadOnlySpan<int> Stacks => stacks;
}
