namespace Clrscope.Recording;

/// <summary>
/// Stacks as a tree: each is a frame on top of another stack, that of its callers. Index 0 is the empty stack. A parent has a
/// lower index than its children, so that one pass from the last index to the first adds children up into parents.
/// </summary>
public sealed class StackTable
{
    private readonly int[] _parents;
    private readonly int[] _frames;

    internal StackTable(int[] parents, int[] frames)
    {
        _parents = parents;
        _frames = frames;
    }

    /// <summary>Number of stacks, the empty one included.</summary>
    public int Count => _parents.Length;

    /// <summary>By stack: the stack of the callers. That of the empty stack is 0.</summary>
    public ReadOnlySpan<int> Parents => _parents;

    /// <summary>By stack: index of the innermost frame; -1 for the empty stack.</summary>
    public ReadOnlySpan<int> Frames => _frames;

    /// <summary>Number of frames of a stack.</summary>
    public int DepthOf(int stack)
    {
        int depth = 0;
        for (; stack != 0; stack = _parents[stack])
        {
            depth++;
        }

        return depth;
    }

    /// <summary>The frames of a stack, innermost first.</summary>
    public int[] FramesOf(int stack)
    {
        var frames = new int[DepthOf(stack)];
        for (int i = 0; i < frames.Length; i++)
        {
            frames[i] = _frames[stack];
            stack = _parents[stack];
        }

        return frames;
    }
}
