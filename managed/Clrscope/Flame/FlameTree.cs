using Clrscope.Profiles;

namespace Clrscope.CommandLine.Flame;

/// <summary>
/// All stacks of a profile as one tree from the root to the leaves. Where samples of several processes are in the profile,
/// the processes are the first level.
/// </summary>
internal sealed class FlameTree
{
    private const int Root = 0;

    private readonly record struct Node(int Frame, int Parent, long Self);

    private readonly FrameTable _frames;
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<(int Parent, int Frame), int> _children = [];

    private FlameTree(FrameTable frames) => _frames = frames;

    public IReadOnlyList<Frame> Frames => _frames.Frames;

    /// <param name="valueIndex">Which of the profile's values is the width of a box; samples where it is not above 0 are left out.</param>
    public static FlameTree Build(Profile profile, int valueIndex)
    {
        var frames = new FrameTable(profile);
        var tree = new FlameTree(frames);
        tree._nodes.Add(new Node(frames.Add(new Frame("all", "", FrameKind.Root)), -1, 0));
        bool severalProcesses = profile.Samples.Select(sample => ProcessName(sample.Labels)).Distinct().Skip(1).Any();
        foreach (Sample sample in profile.Samples)
        {
            long value = sample.Values[valueIndex];
            if (value > 0)
            {
                int start = severalProcesses
                    ? tree.Child(Root, frames.Add(new Frame(ProcessName(sample.Labels), "", FrameKind.Process)))
                    : Root;
                tree.Add(start, sample, value);
            }
        }

        return tree;
    }

    /// <summary>Calls <paramref name="visit"/> with frame, self value and number of children: parents first, the heaviest child first.</summary>
    public void Visit(Action<int, long, int> visit)
    {
        long[] totals = Totals();
        ILookup<int, int> children = Enumerable.Range(1, _nodes.Count - 1).ToLookup(node => _nodes[node].Parent);
        var open = new Stack<int>([Root]);
        while (open.TryPop(out int index))
        {
            // The last one pushed is the next one visited.
            int[] below = [.. children[index].OrderBy(child => totals[child]).ThenByDescending(Name, StringComparer.Ordinal)];
            visit(_nodes[index].Frame, _nodes[index].Self, below.Length);
            foreach (int child in below)
            {
                open.Push(child);
            }
        }
    }

    /// <summary>The greatest number that divides every value: the page counts in multiples of it.</summary>
    public long Scale()
    {
        long scale = 0;
        foreach (Node node in _nodes)
        {
            (long a, long b) = (scale, node.Self);
            while (b != 0)
            {
                (a, b) = (b, a % b);
            }

            scale = a;
        }

        return Math.Max(1, scale);
    }

    private string Name(int node) => Frames[_nodes[node].Frame].Name;

    private void Add(int node, Sample sample, long value)
    {
        for (int i = sample.Locations.Length - 1; i >= 0; i--)
        {
            foreach (int frame in _frames.OfLocation(sample.Locations[i]))
            {
                node = Child(node, frame);
            }
        }

        _nodes[node] = _nodes[node] with { Self = _nodes[node].Self + value };
    }

    private int Child(int parent, int frame)
    {
        if (!_children.TryGetValue((parent, frame), out int child))
        {
            child = _nodes.Count;
            _nodes.Add(new Node(frame, parent, 0));
            _children.Add((parent, frame), child);
        }

        return child;
    }

    /// <summary>Self values with those of all descendants, which come after their ancestors.</summary>
    private long[] Totals()
    {
        long[] totals = [.. _nodes.Select(node => node.Self)];
        for (int i = totals.Length - 1; i > Root; i--)
        {
            totals[_nodes[i].Parent] += totals[i];
        }

        return totals;
    }

    private static string ProcessName(LabelSet labels)
    {
        string name = labels.Find("process")?.Text ?? "[no process]";
        return labels.Find("pid") is { } pid ? $"{name} ({(pid.Text.Length > 0 ? pid.Text : pid.Number)})" : name;
    }
}
