using Clrscope.Profiles;
using Clrscope.Recording;

namespace Clrscope.Queries.Export;

/// <summary>Makes a profile of the samples of several files.</summary>
internal sealed class ExportProfile
{
    private readonly ProfileBuilder _builder = new(ProfileKind.Cpu);
    private readonly Dictionary<RecordedModule, int> _mappings = [];
    private readonly SampleWeights _weights = new();
    private readonly InternTable<LabelSet> _labels = new();
    private readonly List<Row> _rows = [];
    private readonly TimeWindow _window;
    private readonly RecordingExtent? _extent;
    private long _first = long.MaxValue;
    private long _last = long.MinValue;

    internal ExportProfile(TimeWindow window, RecordingReader recording)
    {
        _window = window;
        _extent = RecordingExtent.Of(recording);
    }

    /// <summary>Adds what is known of the samples of a file.</summary>
    /// <param name="first">When the first one was taken.</param>
    /// <param name="last">When the last one was.</param>
    /// <param name="weights">What they weigh.</param>
    internal void AddProperties(long first, long last, SampleWeights weights)
    {
        _first = Math.Min(_first, first);
        _last = Math.Max(_last, last);
        _weights.Add(weights);
    }

    /// <summary>Adds the samples of a file.</summary>
    /// <param name="tables">The file's tables.</param>
    /// <param name="groups">The labels of each group.</param>
    /// <param name="sums">The samples, each group's in a row.</param>
    internal void Add(RecordingTables tables, IEnumerable<LabelSet> groups, ReadOnlyMemory<SampleSum> sums)
    {
        if (sums.IsEmpty)
        {
            return;
        }

        int[] labels = [.. groups.Select(_labels.Add)];
        if (_rows.Count == 0)
        {
            string process = _labels.Items[labels[sums.Span[0].Group]].Find("process")!.Value.Text;
            _builder.AddMapping(new MappingInfo(0, 0, 0, process, "") { HasFunctions = true });
        }

        FileStacks stacks = new(_builder, _mappings, tables);
        for (int end, begin = 0; begin < sums.Length; begin = end)
        {
            int group = sums.Span[begin].Group;
            for (end = begin; end < sums.Length && sums.Span[end].Group == group; end++)
            {
                stacks.IndexOf(sums.Span[end].Stack);
            }

            _rows.Add(new Row(labels[group], stacks, sums[begin..end]));
        }
    }

    /// <summary>The profile. It covers the window as far as something was recorded, or else its own samples.</summary>
    internal Profile Build()
    {
        if (_first <= _last)
        {
            bool isBounded = _window != TimeWindow.Everything;
            _builder.Start = RecordingTime.FromUnixNs(isBounded ? Math.Max(_window.FromUnixNs, _extent!.Value.FirstUnixNs) : _first);
            _builder.End = RecordingTime.FromUnixNs(isBounded ? Math.Min(_window.ToUnixNs, _extent!.Value.LastUnixNs) : _last);
        }

        _builder.Period = _weights.MostFrequent;
        foreach (ref readonly SampleSum sum in Sums().All)
        {
            _builder.AddDifferentSample(sum.Stack, _labels.Items[sum.Group], sum.Cpu.Samples, sum.Cpu.CpuNs);
        }

        return _builder.Build();
    }

    // Rows of the same labels, one file's after another's: a run that is sorted already.
    private SampleSums Sums()
    {
        SampleSums sums = new();
        sums.BeginRun((int)Math.Min(_rows.Sum(row => (long)row.Sums.Length), ExportQuery.DefaultMaxSamples), _builder.Stacks);
        foreach (Row row in _rows.OrderBy(row => row.Labels))
        {
            sums.MakeRoom(row.Sums.Length);
            foreach (ref readonly SampleSum sum in row.Sums.Span)
            {
                sums.AddToRun(row.Labels, row.Stacks.IndexOf(sum.Stack), sum.Cpu);
            }
        }

        sums.EndRun();
        return sums;
    }

    /// <summary>Samples of one file that have the same labels.</summary>
    private readonly record struct Row(int Labels, FileStacks Stacks, ReadOnlyMemory<SampleSum> Sums);
}
