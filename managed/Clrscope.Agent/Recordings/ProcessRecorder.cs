using Clrscope.Agent.Samples;
using Clrscope.Agent.Segments;
using Clrscope.Recording;
using Clrscope.Segment;
using Clrscope.Symbols;

namespace Clrscope.Agent.Recordings;

/// <summary>Records the samples and spans of one process.</summary>
internal sealed class ProcessRecorder : IDisposable
{
    /// <summary>Frames that are known to the recording at a time; beyond, it starts anew.</summary>
    private const int MaxFrames = 200_000;

    private readonly AgentRecording _recording;
    private readonly SegmentDrain _drain;
    private readonly ulong _recordFrom;
    private readonly Dictionary<ResolvedFrame, int> _frames = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<SymbolModule, RecordedModule> _modules = new(ReferenceEqualityComparer.Instance);
    private readonly int[] _stack = new int[ResolvedStack.MaxFrames];
    private int? _process;
    private string _name = "";
    private IReadOnlyList<KeyValuePair<string, string>> _resource = [];
    private int _generation;

    /// <param name="recording">Where it is kept.</param>
    /// <param name="drain">Reads the process's segment; it has read nothing yet.</param>
    public ProcessRecorder(AgentRecording recording, SegmentDrain drain)
    {
        _recording = recording;
        _drain = drain;

        // A predecessor that was killed has recorded what it had read; the ring gives it again, for the profile.
        _recordFrom = Math.Min(drain.Segment.ReadConsumer().ReadPosition, drain.Segment.ReadProducer().Head);
    }

    /// <summary>Records a sample.</summary>
    public void Add(in SampleHeader sample, ReadOnlySpan<ResolvedFrame> stack)
    {
        if (Begin() is not RecordingWriter writer)
        {
            return;
        }

        for (int i = 0; i < stack.Length; i++)
        {
            _stack[i] = HandleOf(stack[i], writer);
        }

        writer.AddSample(
            _process!.Value,
            _recording.ToUnixNs(sample.TimeNs),
            sample.Tid,
            sample.ThreadNumber,
            _drain.Symbols.ThreadName(sample.ThreadNumber),
            _stack.AsSpan(0, stack.Length),
            (long)Math.Min(sample.WeightNs, long.MaxValue),
            SampleKinds.Cpu,
            new SpanReference(sample.Span.TraceId, sample.Span.SpanId, sample.Span.RootSpanId));
    }

    /// <summary>Records a span, in flight or ended.</summary>
    public void Add(in SpanInfo span, SpanAttributes attributes)
    {
        if (Begin() is not RecordingWriter writer)
        {
            return;
        }

        List<RecordedAttribute> recorded = [];
        foreach (SpanAttributes.Item attribute in attributes)
        {
            recorded.Add(new RecordedAttribute(attribute.Key, attribute.Text));
        }

        writer.AddSpan(_process!.Value, new RecordedSpan
        {
            StartUnixNs = _recording.ToUnixNs(span.StartNs),
            EndUnixNs = span.EndNs == 0 ? 0 : _recording.ToUnixNs(span.EndNs),
            TraceId = span.Context.TraceId,
            SpanId = span.Context.SpanId,
            ParentSpanId = span.ParentSpanId,
            RootSpanId = span.Context.RootSpanId,
            Kind = span.Kind,
            Status = span.Status,
            Attributes = recorded,
        });
    }

    /// <summary>Makes durable what was recorded so far.</summary>
    public void Flush() => _recording.Writer?.Flush();

    /// <summary>The process has ended.</summary>
    public void Dispose()
    {
        if (_process is int process && _generation == _recording.Generation)
        {
            _recording.Writer?.RemoveProcess(process);
        }
    }

    private RecordingWriter? Begin()
    {
        if (_recording.Writer is not RecordingWriter writer || _drain.Position < _recordFrom)
        {
            return null;
        }

        if (_generation != _recording.Generation || _frames.Count > MaxFrames)
        {
            Dispose();
            _frames.Clear();
            _modules.Clear();
            _process = null;
            _generation = _recording.Generation;
        }

        if (_process is null)
        {
            _process = writer.AddProcess(Describe());
        }
        else if (!ReferenceEquals(_name, _drain.Symbols.ProcessName) || !ReferenceEquals(_resource, _drain.Symbols.Resource))
        {
            writer.UpdateProcess(_process.Value, Describe());
        }

        return writer;
    }

    private RecordedProcess Describe()
    {
        _name = _drain.Symbols.ProcessName;
        _resource = _drain.Symbols.Resource;
        return new RecordedProcess(_drain.Segment.Header.Pid, _drain.Segment.Header.StartTicks, _name, _resource);
    }

    private int HandleOf(ResolvedFrame frame, RecordingWriter writer)
    {
        if (!_frames.TryGetValue(frame, out int handle))
        {
            handle = writer.AddFrame(_process!.Value, new RecordedFrame
            {
                Name = frame.Name,
                SystemName = frame.SystemName,
                FileName = frame.FileName,
                Line = frame.Line,
                StartLine = frame.StartLine,
                Address = frame.Address,
                FunctionStart = frame.FunctionStart,
                Kind = (byte)frame.Kind,
                Module = frame.Module is null ? null : Recorded(frame.Module),
            });
            _frames.Add(frame, handle);
        }

        return handle;
    }

    private RecordedModule Recorded(SymbolModule module)
    {
        if (!_modules.TryGetValue(module, out RecordedModule? recorded))
        {
            recorded = new RecordedModule(
                module.Path, module.BuildId, module.Start, module.Limit, module.FileOffset, module.Managed, module.HasLines);
            _modules.Add(module, recorded);
        }

        return recorded;
    }
}
