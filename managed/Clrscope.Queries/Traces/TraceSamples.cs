using System.Runtime.InteropServices;
using Clrscope.Profiles;
using Clrscope.Recording;

namespace Clrscope.Queries.Traces;

/// <summary>The samples of a trace, of all files.</summary>
internal sealed class TraceSamples
{
    private readonly InternTable<SpanReference> _spans = new();
    private readonly InternTable<RecordedThread> _threads = new();
    private readonly InternTable<string> _methods = new();
    private readonly Dictionary<string, (string[] Frames, CpuSum Cpu)> _stacks = [];
    private readonly Dictionary<int, Dictionary<string, CpuSum>> _kernel = [];
    private readonly Dictionary<long, long> _weights = [];

    /// <summary>What samples refer to.</summary>
    internal IReadOnlyList<SpanReference> Spans => _spans.Items;

    /// <summary>The threads.</summary>
    internal IReadOnlyList<RecordedThread> Threads => _threads.Items;

    /// <summary>Names of async methods.</summary>
    internal IReadOnlyList<string> Methods => _methods.Items;

    /// <summary>The stretches of work.</summary>
    internal List<Activity> Activities { get; } = [];

    /// <summary>Stacks with the CPU time of each.</summary>
    internal IReadOnlyCollection<(string[] Frames, CpuSum Cpu)> Stacks => _stacks.Values;

    /// <summary>The value that most samples have; 0 without samples.</summary>
    internal long SamplingIntervalNs =>
        _weights.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Select(pair => pair.Key).FirstOrDefault();

    internal int IndexOf(SpanReference span) => _spans.Add(span);

    internal int IndexOf(RecordedThread thread) => _threads.Add(thread);

    internal int IndexOfMethod(string? name) => name is null ? -1 : _methods.Add(name);

    internal void AddWeight(long weight, long count) => CollectionsMarshal.GetValueRefOrAddDefault(_weights, weight, out _) += count;

    internal void AddStack(int span, RecordingTables tables, int stack, CpuSum sum)
    {
        string[] frames = stack == 0
            ? [LeafFrames.NoStack]
            : [.. tables.Stacks.FramesOf(stack).Select(frame => tables.Frames[frame].Name)];
        ref (string[] Frames, CpuSum Cpu) entry =
            ref CollectionsMarshal.GetValueRefOrAddDefault(_stacks, string.Join('\n', frames), out _);
        entry.Frames ??= frames;
        entry.Cpu.Add(sum);
        if (LeafFrames.KernelCallOf(tables, stack) is { } call)
        {
            ref Dictionary<string, CpuSum>? calls = ref CollectionsMarshal.GetValueRefOrAddDefault(_kernel, span, out _);
            calls ??= [];
            CollectionsMarshal.GetValueRefOrAddDefault(calls, call, out _).Add(sum);
        }
    }

    /// <summary>Calls into the kernel by the span, as an index of <see cref="Spans"/>.</summary>
    internal Dictionary<string, CpuSum>? KernelOf(int span) => _kernel.GetValueOrDefault(span);
}
