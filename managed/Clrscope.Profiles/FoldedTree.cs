namespace Clrscope.Profiles;

/// <summary>
/// A tree under construction, as a table: a node is always added after its parent, so that going through the table backwards
/// meets children before their parents and nothing needs recursion.
/// </summary>
internal sealed class FoldedTree(int maxDepth)
{
    private const int Root = 0;

    private readonly List<Node> _nodes = [new Node(Root, 0)];
    private readonly Dictionary<(int Parent, int Frame), int> _children = [];
    private int _current;
    private int _depth;
    private long _value;

    /// <summary>Starts a stack at the root.</summary>
    internal void Begin(long value)
    {
        _value = value;
        _current = Root;
        _depth = 0;
        AddValue();
    }

    /// <summary>Goes on to a frame that was called from where the stack is now.</summary>
    internal void Descend(int frame)
    {
        if (_depth == maxDepth)
        {
            return;
        }
        _depth++;
        if (!_children.TryGetValue((_current, frame), out int child))
        {
            child = _nodes.Count;
            _nodes.Add(new Node(_current, frame));
            _children.Add((_current, frame), child);
        }
        _current = child;
        AddValue();
    }

    internal FlameNode Build(IReadOnlyList<string> names, double minShare)
    {
        double least = Math.Abs((double)_nodes[Root].Value) * minShare;
        var children = new List<FlameNode>?[_nodes.Count];
        for (int i = _nodes.Count - 1; i > Root; i--)
        {
            Node node = _nodes[i];
            if (Math.Abs((double)node.Value) >= least)
            {
                (children[node.Parent] ??= []).Add(new FlameNode(names[node.Frame], node.Value, Sorted(children[i])));
            }
        }
        return new FlameNode("all", _nodes[Root].Value, Sorted(children[Root]));
    }

    private static IReadOnlyList<FlameNode> Sorted(List<FlameNode>? nodes) =>
        nodes is null
            ? []
            : [.. nodes.OrderByDescending(node => node.Value).ThenBy(node => node.Name, StringComparer.Ordinal)];

    private void AddValue()
    {
        Node node = _nodes[_current];
        _nodes[_current] = node with { Value = Saturating.Add(node.Value, _value) };
    }

    private readonly record struct Node(int Parent, int Frame, long Value = 0);
}
