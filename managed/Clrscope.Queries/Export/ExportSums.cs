using System.Runtime.InteropServices;
using Clrscope.Profiles;
using Clrscope.Recording;

namespace Clrscope.Queries.Export;

/// <summary>The samples of one file, added up by stack and by what they are told apart by.</summary>
internal sealed class ExportSums
{
    private readonly RecordingTables _tables;
    private readonly ExportRoots _roots;

    /// <summary>By thread: the one that stands for it.</summary>
    private readonly int[] _threads;
    private readonly SampleGroups _groups;
    private readonly StackSums _sums;
    private readonly Dictionary<SpanReference, int> _spanIndexes = [];
    private readonly Dictionary<string, int> _endpoints = [];
    private readonly List<SpanReference> _spans = [];

    internal ExportSums(RecordingTables tables, ExportRoots roots, ExportDetail detail)
    {
        _tables = tables;
        _roots = roots;
        Detail = detail;
        _groups = new SampleGroups(tables.Threads.Count, areSpansFew: detail != ExportDetail.Span);
        _sums = new StackSums(tables.Stacks.Parents.Length, areGroupsFew: detail == ExportDetail.Process);
        _threads = [.. Enumerable.Range(0, tables.Threads.Count)];
        if (detail == ExportDetail.Process)
        {
            Dictionary<RecordedProcess, int> firstOf = [];
            for (int i = 0; i < _threads.Length; i++)
            {
                firstOf.TryAdd(tables.Threads[i].Process, i);
                _threads[i] = firstOf[tables.Threads[i].Process];
            }
        }
    }

    /// <summary>What the samples are told apart by.</summary>
    internal ExportDetail Detail { get; }

    /// <summary>Different samples.</summary>
    internal int Count { get; private set; }

    /// <summary>Index of a span, or of one that stands for all of its endpoint.</summary>
    internal int SpanOf(in SpanReference span)
    {
        ref int index = ref (Detail == ExportDetail.Span
            ? ref CollectionsMarshal.GetValueRefOrAddDefault(_spanIndexes, span, out bool exists)
            : ref CollectionsMarshal.GetValueRefOrAddDefault(
                _endpoints, span.IsNone ? EndpointName.NoRequest : _roots.EndpointOf(span), out exists));
        if (!exists)
        {
            index = _spans.Count;
            _spans.Add(span);
        }

        return index;
    }

    /// <summary>Adds samples.</summary>
    /// <param name="thread">Index of the thread in the file.</param>
    /// <param name="span">What <see cref="SpanOf"/> returned.</param>
    /// <param name="stack">Index of the stack in the file.</param>
    /// <param name="more">What to add.</param>
    internal void Add(int thread, int span, int stack, in CpuSum more)
    {
        ref CpuSum sum = ref _sums.Of(_groups.IndexOf(_threads[thread], span), stack);
        if (sum.Samples == 0)
        {
            Count++;
        }

        sum.Add(more);
    }

    /// <summary>The same with less detail.</summary>
    internal ExportSums With(ExportDetail detail)
    {
        ExportSums coarser = new(_tables, _roots, detail);
        int[] spans = [.. _spans.Select(span => coarser.SpanOf(span))];
        foreach ((int group, int stack, CpuSum sum) in _sums.All())
        {
            SampleGroups.Pair pair = _groups.All[group];
            coarser.Add(pair.Thread, spans[pair.Span], stack, sum);
        }

        return coarser;
    }

    /// <summary>Adds all samples to a profile, which has begun with the file.</summary>
    internal void AddTo(ExportProfile profile)
    {
        ExportLabels labels = new(_roots, Detail);
        LabelSet[] sets = [.. _groups.All.Select(pair => labels.Of(_tables.Threads[pair.Thread], _spans[pair.Span]))];
        foreach ((int group, int stack, CpuSum sum) in _sums.All())
        {
            profile.Add(stack, sets[group], sum);
        }
    }
}
