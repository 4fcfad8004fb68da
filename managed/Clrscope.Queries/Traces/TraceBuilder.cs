using Clrscope.Recording;

namespace Clrscope.Queries.Traces;

/// <summary>Makes the answer of the spans and samples of one trace.</summary>
internal sealed class TraceBuilder
{
    private const int MaxWaits = 20;
    private const int MaxThreads = 20;
    private const int MaxKernelCalls = 3;
    private const int MaxFrames = 128;

    /// <summary>Intervals that a span's drawing may have at most; shorter pauses are not told apart.</summary>
    private const int Resolution = 1000;

    /// <summary>Waiting counts from this part of the trace on.</summary>
    private const int WaitParts = 100;

    private readonly TraceId _id;
    private readonly int _spanCount;
    private readonly TraceSamples _samples;
    private readonly int _maxSpans;
    private readonly int _maxStacks;
    private readonly SpanTree _tree;
    private readonly long _intervalNs;
    private readonly long _startNs;
    private readonly long _endNs;
    private readonly WorkIntervals _work;

    internal TraceBuilder(TraceId id, List<RecordedSpan> spans, TraceSamples samples, int maxSpans, int maxStacks)
    {
        _id = id;
        _spanCount = spans.Count;
        _samples = samples;
        _maxSpans = Math.Max(1, maxSpans);
        _maxStacks = maxStacks;
        _tree = new SpanTree(spans, samples);
        _intervalNs = samples.SamplingIntervalNs;
        _startNs = _tree.Nodes.Min(node => node.StartNs);
        _endNs = Math.Max(
            _tree.Nodes.Max(node => node.EndNs), samples.Activities.Select(activity => activity.EndNs).DefaultIfEmpty(long.MinValue).Max());
        _work = new WorkIntervals(samples.Activities, _startNs, Math.Max(_intervalNs / 2, (_endNs - _startNs) / Resolution));
    }

    internal TraceResult Build()
    {
        HiddenSpans hidden = Choose();
        List<TraceNode> shown = [.. _tree.Nodes.Where(node => node.IsShown)];
        long minWait = Math.Max(1, Math.Max(_intervalNs, (_endNs - _startNs) / WaitParts));
        WaitFinder waits = new(_work, _samples.Methods, _startNs, minWait);
        List<TraceSpan> spans = [.. shown.Select(ToSpan)];
        return new TraceResult
        {
            TraceId = _id.ToString(),
            StartUnixNs = _startNs,
            DurationNs = _endNs - _startNs,
            IsInFlight = _tree.Nodes.Any(node => node.State == TraceSpanState.InFlight),
            CpuNs = _samples.Activities.Sum(activity => activity.Cpu.CpuNs),
            Samples = _samples.Activities.Sum(activity => activity.Cpu.Samples),
            SamplingIntervalNs = _intervalNs,
            SpanCount = _spanCount,
            Spans = spans,
            Hidden = hidden,
            MinWaitNs = minWait,
            Waits =
            [
                .. shown
                    .Zip(spans)
                    .Where(pair => pair.First.State is TraceSpanState.Ended or TraceSpanState.InFlight)
                    .SelectMany(pair => waits.Of(pair.First, pair.Second.OnCpuBelow))
                    .OrderByDescending(wait => wait.At.LengthNs)
                    .Take(MaxWaits),
            ],
            ThreadCount = _samples.Threads.Count,
            Threads = Threads(),
            StackCount = _samples.Stacks.Count,
            Stacks =
            [
                .. _samples.Stacks
                    .OrderByDescending(stack => stack.Cpu.CpuNs)
                    .Take(_maxStacks)
                    .Select(stack => new TraceStack([.. stack.Frames.Take(MaxFrames)], stack.Cpu.CpuNs, stack.Cpu.Samples)),
            ],
        };
    }

    /// <summary>Chooses the largest spans, none without those above it, and sums the rest up.</summary>
    private HiddenSpans Choose()
    {
        PriorityQueue<TraceNode, long> candidates = new();
        foreach (TraceNode root in _tree.Roots)
        {
            candidates.Enqueue(root, RankOf(root));
        }

        for (int left = _maxSpans; left > 0 && candidates.TryDequeue(out TraceNode? node, out _); left--)
        {
            node.IsShown = true;
            foreach (TraceNode child in node.Children)
            {
                candidates.Enqueue(child, RankOf(child));
            }
        }

        HiddenSpans withoutOwner = default;
        var owners = new TraceNode?[_tree.Nodes.Count];
        foreach (TraceNode node in _tree.Nodes)
        {
            TraceNode? owner = node.IsShown ? node : node.Parent is null ? null : owners[node.Parent.Order];
            owners[node.Order] = owner;
            if (owner is null)
            {
                withoutOwner = withoutOwner.With(node.Self.CpuNs, node.DurationNs);
            }
            else if (owner != node)
            {
                owner.Hidden = owner.Hidden.With(node.Self.CpuNs, node.DurationNs);
            }
        }

        return withoutOwner;
    }

    private static long RankOf(TraceNode node) => -(node.DurationNs + Math.Clamp(node.CpuNs, 0, long.MaxValue / 2));

    private TraceSpan ToSpan(TraceNode node) => new()
    {
        SpanId = node.Id.ToString(),
        ParentSpanId = node.ParentId.IsNone ? "" : node.ParentId.ToString(),
        Depth = node.Depth,
        State = node.State,
        Name = node.Name,
        Service = node.Process is null ? "" : ServiceName.Of(node.Process),
        Pid = node.Process?.Pid ?? 0,
        IsLocalRoot = node.IsLocalRoot,
        StartNs = node.StartNs - _startNs,
        DurationNs = node.DurationNs,
        CpuNs = node.CpuNs,
        SelfCpuNs = node.Self.CpuNs,
        SelfSamples = node.Self.Samples,
        Status = SpanStatus.NameOf(node.Span?.Status ?? 0),
        OnCpu = _work.OfSpans(node.Order, node.Order + 1, node.StartNs, node.EndNs),
        OnCpuBelow = _work.OfSpans(node.Order, node.OrderLimit, node.StartNs, node.EndNs),
        Kernel = NamedCpu.Top(node.Kernel, MaxKernelCalls),
        Hidden = node.Hidden,
    };

    private List<TraceThread> Threads() =>
    [
        .. _samples.Activities
            .GroupBy(activity => activity.Thread)
            .Select(group => (Thread: group.Key, Cpu: Sum(group), Spans: group.Select(activity => activity.Span).Distinct().Count()))
            .OrderByDescending(group => group.Cpu.CpuNs)
            .Take(MaxThreads)
            .Select(group => ToThread(_samples.Threads[group.Thread], group.Thread, group.Cpu, group.Spans)),
    ];

    private TraceThread ToThread(RecordedThread thread, int index, CpuSum cpu, int spans) => new()
    {
        Service = ServiceName.Of(thread.Process),
        Pid = thread.Process.Pid,
        Tid = thread.Tid,
        Name = thread.Name,
        CpuNs = cpu.CpuNs,
        Samples = cpu.Samples,
        Spans = spans,
        OnCpu = _work.OfThread(index, _startNs, _endNs),
    };

    private static CpuSum Sum(IEnumerable<Activity> activities)
    {
        CpuSum sum = default;
        foreach (Activity activity in activities)
        {
            sum.Add(activity.Cpu);
        }

        return sum;
    }
}
