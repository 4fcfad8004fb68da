using System.Runtime.InteropServices;
using Clrscope.Profiles;
using Clrscope.Recording;

namespace Clrscope.Queries.Export;

/// <summary>Makes a profile of the samples of several files.</summary>
internal sealed class ExportProfile
{
    private readonly ProfileBuilder _builder = new(ProfileKind.Cpu);
    private readonly Dictionary<RecordedModule, int> _mappings = [];
    private readonly Dictionary<long, long> _weights = [];
    private readonly InternTable<LabelSet> _labels = new();
    private readonly SampleSums _sums = new();
    private readonly TimeWindow _window;
    private readonly RecordingExtent? _extent;
    private RecordingTables _tables = null!;
    private int[] _locations = [];
    private int[] _stacks = [];
    private int[] _stack = [];
    private long _first = long.MaxValue;
    private long _last = long.MinValue;

    internal ExportProfile(TimeWindow window, RecordingReader recording)
    {
        _window = window;
        _extent = RecordingExtent.Of(recording);
    }

    /// <summary>Goes on with the samples of another file.</summary>
    internal void Begin(RecordingTables tables, long first, long last, Dictionary<long, long> weights)
    {
        _tables = tables;
        _locations = new int[tables.Frames.Count];
        _locations.AsSpan().Fill(-1);
        _stacks = new int[tables.Stacks.Parents.Length];
        _stacks.AsSpan().Fill(-1);
        _first = Math.Min(_first, first);
        _last = Math.Max(_last, last);
        foreach ((long weight, long count) in weights)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_weights, weight, out _) += count;
        }
    }

    /// <summary>Adds samples of that file.</summary>
    /// <param name="groups">The labels of each group.</param>
    /// <param name="sums">The samples.</param>
    internal void Add(LabelSet[] groups, ReadOnlySpan<SampleSum> sums)
    {
        if (_labels.Count == 0 && !sums.IsEmpty)
        {
            string process = groups[sums[0].Group].Find("process")!.Value.Text;
            _builder.AddMapping(new MappingInfo(0, 0, 0, process, "") { HasFunctions = true });
        }

        int[] labels = [.. groups.Select(_labels.Add)];
        _sums.Reserve(sums.Length);
        foreach (ref readonly SampleSum sum in sums)
        {
            _sums.Add(labels[sum.Group], StackOf(sum.Stack), sum.Cpu);
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

        _builder.Period = _weights
            .OrderByDescending(pair => pair.Value)
            .ThenBy(pair => pair.Key)
            .Select(pair => pair.Key)
            .FirstOrDefault();
        _sums.AddUp();
        foreach (ref readonly SampleSum sum in _sums.All)
        {
            _builder.AddDifferentSample(sum.Stack, _labels.Items[sum.Group], sum.Cpu.Samples, sum.Cpu.CpuNs);
        }

        return _builder.Build();
    }

    private int StackOf(int index)
    {
        ref int known = ref _stacks[index];
        if (known < 0)
        {
            ReadOnlySpan<int> parents = _tables.Stacks.Parents;
            ReadOnlySpan<int> frames = _tables.Stacks.Frames;
            int depth = _tables.Stacks.DepthOf(index);
            if (_stack.Length < depth)
            {
                _stack = new int[depth * 2];
            }

            int at = index;
            for (int i = 0; i < depth; i++)
            {
                _stack[i] = LocationOf(frames[at]);
                at = parents[at];
            }

            known = _builder.AddStack(_stack.AsSpan(0, depth));
        }

        return known;
    }

    private int LocationOf(int index)
    {
        ref int location = ref _locations[index];
        if (location < 0)
        {
            RecordedFrame frame = _tables.Frames[index];
            int function = _builder.AddFunction(frame.Name, frame.SystemName, frame.FileName, frame.StartLine);
            int mapping = frame.Module is null ? LocationInfo.NoMapping : MappingOf(frame.Module);
            location = _builder.AddLocation(mapping, frame.Address, new Line(function, frame.Line));
        }

        return location;
    }

    private int MappingOf(RecordedModule module)
    {
        ref int mapping = ref CollectionsMarshal.GetValueRefOrAddDefault(_mappings, module, out bool exists);
        if (!exists)
        {
            mapping = _builder.AddMapping(MappingInfo.Symbolized(
                module.Start, module.Limit, module.FileOffset, module.Path, module.BuildId, module.HasLines));
        }

        return mapping;
    }
}
