namespace Clrscope.Profiles;

/// <summary>A frame in a flame graph, with all that was called from it.</summary>
/// <param name="Value">Measured here and in the children.</param>
/// <param name="Children">The highest value first.</param>
public sealed record FlameNode(string Name, long Value, IReadOnlyList<FlameNode> Children);
