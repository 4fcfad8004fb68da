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
    private readonly TimeWindow _window;
    private readonly RecordingExtent? _extent;
    private RecordingTables _tables = null!;
    private int[] _locations = [];
    private int[] _stacks = [];
    private int[] _stack = [];
    private long _first = long.MaxValue;
    private long _last = long.MinValue;
    private bool _hasMainBinary;

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

    /// <summary>Adds samples of one stack of that file.</summary>
    internal void Add(int stack, LabelSet labels, in CpuSum sum)
    {
        if (!_hasMainBinary)
        {
            _hasMainBinary = true;
            _builder.AddMapping(new MappingInfo(0, 0, 0, labels.Find("process")!.Value.Text, "") { HasFunctions = true });
        }

        _builder.AddSample(StackOf(stack), labels, sum.Samples, sum.CpuNs);
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
