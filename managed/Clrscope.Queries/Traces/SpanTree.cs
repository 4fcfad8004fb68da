using System.Runtime.InteropServices;
using Clrscope.Recording;

namespace Clrscope.Queries.Traces;

/// <summary>
/// The spans of a trace by their parents, across processes. What is referred to and was not recorded has a place in it, too.
/// Nothing recurses: what applications make of parents may be of any depth, and go round in circles.
/// </summary>
internal sealed class SpanTree
{
    private readonly TraceSamples _samples;
    private readonly Dictionary<SpanId, TraceNode> _byId = [];
    private readonly List<TraceNode> _nodes = [];
    private readonly List<TraceNode> _roots = [];
    private readonly List<TraceNode> _ordered = [];

    /// <summary>Makes the tree, and lets the samples' stretches of work refer to places in it.</summary>
    internal SpanTree(List<RecordedSpan> spans, TraceSamples samples)
    {
        _samples = samples;
        foreach (RecordedSpan span in spans)
        {
            AddRecorded(span);
        }

        TraceNode[] sampled = [.. samples.Spans.Select(NodeOf)];
        Link();
        AddSamples(sampled);
        Arrange();
        CoverChildren();
        Arrange();
        AddUp();
        foreach (ref Activity activity in CollectionsMarshal.AsSpan(samples.Activities))
        {
            activity.Span = sampled[activity.Span].Order;
        }

        samples.Activities.Sort(static (a, b) => a.StartNs.CompareTo(b.StartNs));
    }

    /// <summary>The nodes, parents before their children, those by their start.</summary>
    internal IReadOnlyList<TraceNode> Nodes => _ordered;

    /// <summary>Nodes without a parent.</summary>
    internal IReadOnlyList<TraceNode> Roots => _roots;

    private void AddRecorded(RecordedSpan span)
    {
        TraceNode node = new()
        {
            Id = span.SpanId,
            Span = span,
            State = span.IsInFlight ? TraceSpanState.InFlight : TraceSpanState.Ended,
            ParentId = span.ParentSpanId,
            Process = span.Process,
        };
        if (_byId.TryAdd(span.SpanId, node))
        {
            node.Cover(span.StartUnixNs, Math.Max(span.StartUnixNs, span.EndUnixNs));
            _nodes.Add(node);
        }
    }

    private TraceNode NodeOf(SpanReference reference)
    {
        if (!_byId.TryGetValue(reference.SpanId, out TraceNode? node))
        {
            node = AddUnrecorded(reference.SpanId, TraceSpanState.NotRecorded, reference.RootSpanId);
        }

        return node;
    }

    private TraceNode AddUnrecorded(SpanId id, TraceSpanState state, SpanId parent)
    {
        TraceNode node = new() { Id = id, State = state, ParentId = parent == id ? default : parent };
        _byId.Add(id, node);
        _nodes.Add(node);
        return node;
    }

    private void Link()
    {
        // What is added on the way is linked as well.
        for (int i = 0; i < _nodes.Count; i++)
        {
            TraceNode node = _nodes[i];
            if (node.ParentId.IsNone || node.ParentId == node.Id)
            {
                continue;
            }

            if (!_byId.TryGetValue(node.ParentId, out TraceNode? parent))
            {
                parent = node.IsLocalRoot
                    ? AddUnrecorded(node.ParentId, TraceSpanState.Remote, default)
                    : AddUnrecorded(node.ParentId, TraceSpanState.NotRecorded, node.Span?.RootSpanId ?? default);
            }

            node.Parent = parent;
            parent.Children.Add(node);
            if (parent.State == TraceSpanState.NotRecorded)
            {
                parent.Process ??= node.Process;
            }
        }
    }

    private void AddSamples(TraceNode[] sampled)
    {
        foreach (Activity activity in _samples.Activities)
        {
            TraceNode node = sampled[activity.Span];
            CpuSum self = node.Self;
            self.Add(activity.Cpu);
            node.Self = self;
            node.Process ??= _samples.Threads[activity.Thread].Process;
            if (node.State == TraceSpanState.NotRecorded)
            {
                node.Cover(activity.StartNs, activity.EndNs);
            }
        }

        long end = long.MinValue;
        foreach (TraceNode node in _nodes)
        {
            end = Math.Max(end, node.EndNs);
        }

        foreach (Activity activity in _samples.Activities)
        {
            end = Math.Max(end, activity.EndNs);
        }

        foreach (TraceNode node in _nodes.Where(node => node.State == TraceSpanState.InFlight))
        {
            node.Cover(node.StartNs, end);
        }

        for (int i = 0; i < sampled.Length; i++)
        {
            foreach ((string call, CpuSum sum) in _samples.KernelOf(i) ?? [])
            {
                CollectionsMarshal.GetValueRefOrAddDefault(sampled[i].Kernel, call, out _).Add(sum);
            }
        }
    }

    // What was not recorded lasts as long as what is known of it.
    private void CoverChildren()
    {
        for (int i = _ordered.Count - 1; i >= 0; i--)
        {
            TraceNode node = _ordered[i];
            if (node is { Parent: { State: TraceSpanState.NotRecorded or TraceSpanState.Remote } parent } && node.EndNs >= node.StartNs)
            {
                parent.Cover(node.StartNs, node.EndNs);
            }
        }
    }

    private void Arrange()
    {
        _roots.Clear();
        _ordered.Clear();
        foreach (TraceNode node in _nodes)
        {
            node.Order = -1;
            node.Children.Sort(ByStart);
            if (node.Parent is null)
            {
                _roots.Add(node);
            }
        }

        _roots.Sort(ByStart);
        foreach (TraceNode root in _roots)
        {
            Descend(root);
        }

        // What is left goes round in circles.
        foreach (TraceNode node in _nodes)
        {
            if (node.Order < 0)
            {
                node.Parent!.Children.Remove(node);
                node.Parent = null;
                _roots.Add(node);
                Descend(node);
            }
        }
    }

    private void Descend(TraceNode root)
    {
        Stack<TraceNode> open = new([root]);
        while (open.TryPop(out TraceNode? node))
        {
            node.Order = _ordered.Count;
            node.OrderLimit = node.Order + 1;
            node.Depth = node.Parent is null ? 0 : node.Parent.Depth + 1;
            _ordered.Add(node);
            for (int i = node.Children.Count - 1; i >= 0; i--)
            {
                open.Push(node.Children[i]);
            }
        }
    }

    private void AddUp()
    {
        for (int i = _ordered.Count - 1; i >= 0; i--)
        {
            TraceNode node = _ordered[i];
            node.CpuNs += node.Self.CpuNs;
            if (node.Parent is { } parent)
            {
                parent.CpuNs += node.CpuNs;
                parent.OrderLimit = Math.Max(parent.OrderLimit, node.OrderLimit);
            }
        }
    }

    private static int ByStart(TraceNode a, TraceNode b)
    {
        int order = a.StartNs.CompareTo(b.StartNs);
        return order != 0 ? order : a.Id.Value.CompareTo(b.Id.Value);
    }
}
