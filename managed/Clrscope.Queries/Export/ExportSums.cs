using System.Runtime.InteropServices;
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
    private readonly SampleSums _sums;
    private readonly PendingSamples _pending;
    private readonly SampleWeights _weights;
    private readonly Dictionary<SpanReference, int> _spanIndexes = [];
    private readonly Dictionary<string, int> _endpoints = [];
    private readonly List<SpanReference> _spans = [];

    /// <param name="tables">The file's tables.</param>
    /// <param name="roots">The endpoints.</param>
    /// <param name="detail">What samples are told apart by.</param>
    /// <param name="weights">What the samples that are added refer to.</param>
    /// <param name="expected">How many samples are expected.</param>
    internal ExportSums(
        RecordingTables tables, ExportRoots roots, ExportDetail detail, SampleWeights weights, long expected)
        : this(tables, roots, detail, weights, new PendingSamples(expected), new SampleSums())
    {
    }

    private ExportSums(
        RecordingTables tables,
        ExportRoots roots,
        ExportDetail detail,
        SampleWeights weights,
        PendingSamples pending,
        SampleSums sums)
    {
        _tables = tables;
        _roots = roots;
        Detail = detail;
        _weights = weights;
        _pending = pending;
        _sums = sums;
        _groups = new SampleGroups(tables.Threads.Count, areSpansFew: detail != ExportDetail.Span);
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

    /// <summary>Different samples when they were added up last.</summary>
    internal int Different => _sums.Different;

    /// <summary>The spans, by the indexes that <see cref="SpanOf"/> returned.</summary>
    internal IReadOnlyList<SpanReference> Spans => _spans;

    /// <summary>Index of a span, or of one that stands for all of its endpoint.</summary>
    internal int SpanOf(in SpanReference span)
    {
        ref int index = ref (Detail == ExportDetail.Span
            ? ref CollectionsMarshal.GetValueRefOrAddDefault(_spanIndexes, span, out bool exists)
            : ref CollectionsMarshal.GetValueRefOrAddDefault(_endpoints, _roots.EndpointOf(span), out exists));
        if (!exists)
        {
            index = _spans.Count;
            _spans.Add(span);
        }

        return index;
    }

    /// <summary>Makes room for so many samples.</summary>
    internal void Reserve(int more) => _pending.Reserve(more, _sums, _weights.All);

    /// <summary>Adds a sample for which there is room.</summary>
    /// <param name="thread">Index of the thread in the file.</param>
    /// <param name="span">What <see cref="SpanOf"/> returned.</param>
    /// <param name="stack">Index of the stack in the file.</param>
    /// <param name="weight">Index of the weight.</param>
    internal void Add(int thread, int span, int stack, int weight) =>
        _pending.Add(new PendingSample(_groups.IndexOf(_threads[thread], span), stack, weight));

    /// <summary>Adds equal samples up; no more follow.</summary>
    internal void Complete()
    {
        AddUp();
        _pending.Release();
        _sums.Trim();
    }

    /// <summary>The same with less detail, which takes the sums over.</summary>
    internal ExportSums With(ExportDetail detail)
    {
        AddUp();
        ExportSums coarser = new(_tables, _roots, detail, _weights, _pending, _sums);
        int[] spans = [.. _spans.Select(span => coarser.SpanOf(span))];
        coarser._sums.Regroup(
            [.. _groups.All.Select(pair => coarser._groups.IndexOf(coarser._threads[pair.Thread], spans[pair.Span]))]);
        return coarser;
    }

    /// <summary>Adds all samples to a profile.</summary>
    internal void AddTo(ExportProfile profile)
    {
        ExportLabels labels = new(_roots, Detail);
        profile.Add(
            _tables, _groups.All.Select(pair => labels.Of(_tables.Threads[pair.Thread], _spans[pair.Span])), _sums.AsMemory());
    }

    private void AddUp()
    {
        _pending.AddUp(_sums, _weights.All);
        _sums.AddUp();
    }
}
