namespace Clrscope.Profiles;

/// <summary>How <see cref="FoldedStacks"/> are made.</summary>
public sealed record FoldOptions
{
    public static FoldOptions Default { get; } = new();

    /// <summary>Label keys whose values stand as frames between the root and the stack, such as <c>process</c>.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>Nodes below this share of the total are left out, 0 to 1; their value stays in their callers.</summary>
    public double MinShare { get; init; }

    /// <summary>
    /// Levels below the root that are kept; what is deeper counts for the last one. A bound for whoever walks the tree by
    /// recursion, since a file may hold stacks of any depth.
    /// </summary>
    public int MaxDepth { get; init; } = 900;
}
