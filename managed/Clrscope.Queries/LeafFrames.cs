using Clrscope.Recording;

namespace Clrscope.Queries;

/// <summary>
/// The method that a stack's time is said to be spent in: the innermost .NET method, since what the runtime and the kernel do
/// below it says less; the innermost frame where there is none.
/// </summary>
internal static class LeafFrames
{
    /// <summary>What time without a stack is called.</summary>
    internal const string NoStack = "[no stack]";

    private const string KernelPrefix = "[kernel";

    /// <summary>Name of the method.</summary>
    internal static string NameOf(RecordingTables tables, int stack)
    {
        ReadOnlySpan<int> parents = tables.Stacks.Parents;
        ReadOnlySpan<int> frames = tables.Stacks.Frames;
        for (int at = stack; at != 0; at = parents[at])
        {
            RecordedFrame frame = tables.Frames[frames[at]];
            if (frame.Module is { IsManaged: true })
            {
                return frame.Name;
            }
        }

        return stack == 0 ? NoStack : tables.Frames[frames[stack]].Name;
    }

    /// <summary>Name of the innermost frame if the thread was in the kernel; null otherwise.</summary>
    internal static string? KernelCallOf(RecordingTables tables, int stack)
    {
        if (stack == 0)
        {
            return null;
        }

        string name = tables.Frames[tables.Stacks.Frames[stack]].Name;
        return name.StartsWith(KernelPrefix, StringComparison.Ordinal) ? name : null;
    }

    /// <summary>The innermost async method, by the mark that its name carries; null if there is none.</summary>
    internal static string? AsyncMethodOf(RecordingTables tables, int stack)
    {
        ReadOnlySpan<int> parents = tables.Stacks.Parents;
        ReadOnlySpan<int> frames = tables.Stacks.Frames;
        for (; stack != 0; stack = parents[stack])
        {
            string name = tables.Frames[frames[stack]].Name;
            if (name.Contains("[async]", StringComparison.Ordinal) || name.Contains("[async iterator]", StringComparison.Ordinal))
            {
                return name;
            }
        }

        return null;
    }
}
