using Clrscope.Recording;
using Clrscope.Segment;
using Clrscope.Symbols;

namespace Clrscope.Agent.Recordings;

/// <summary>Records the samples and spans of one process.</summary>
internal sealed class ProcessRecorder(AgentRecording recording, SegmentFile segment, ProcessSymbols symbols) : IDisposable
{
    /// <summary>Frames that are known to the recording at a time; beyond, it starts anew.</summary>
    private const int MaxFrames = 200_000;

    private readonly Dictionary<ResolvedFrame, int> _frames = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<SymbolModule, RecordedModule> _modules = new(ReferenceEqualityComparer.Instance);
    private int[] _stack = [];
    private int? _process;
    private string _name = "";
    private IReadOnlyList<KeyValuePair<string, string>> _resource = [];
    private int _generation;

    /// <summary>Records a sample.</summary>
    public void Add(in SampleHeader sample, ReadOnlySpan<ResolvedFrame> stack)
    {
        if (Begin() is not RecordingWriter writer)
        {
            return;
        }

        if (_stack.Length < stack.Length)
        {
            _stack = new int[Math.Max(stack.Length, 2 * _stack.Length)];
        }

        for (int i = 0; i < stack.Length; i++)
        {
            _stack[i] = HandleOf(stack[i], writer);
        }

        writer.AddSample(
            _process!.Value,
            recording.ToUnixNs(sample.TimeNs),
            sample.Tid,
            sample.ThreadNumber,
            symbols.ThreadName(sample.ThreadNumber),
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
            StartUnixNs = recording.ToUnixNs(span.StartNs),
            EndUnixNs = span.EndNs == 0 ? 0 : recording.ToUnixNs(span.EndNs),
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
    public void Flush() => recording.Writer?.Flush();

    /// <summary>The process has ended.</summary>
    public void Dispose()
    {
        if (_process is int process && _generation == recording.Generation)
        {
            recording.Writer?.RemoveProcess(process);
        }
    }

    private RecordingWriter? Begin()
    {
        if (recording.Writer is not RecordingWriter writer)
        {
            return null;
        }

        if (_generation != recording.Generation || _frames.Count > MaxFrames)
        {
            Dispose();
            _frames.Clear();
            _modules.Clear();
            _process = null;
            _generation = recording.Generation;
        }

        if (_process is null)
        {
            _process = writer.AddProcess(Describe());
        }
        else if (!ReferenceEquals(_name, symbols.ProcessName) || !ReferenceEquals(_resource, symbols.Resource))
        {
            writer.UpdateProcess(_process.Value, Describe());
        }

        return writer;
    }

    private RecordedProcess Describe()
    {
        _name = symbols.ProcessName;
        _resource = symbols.Resource;
        return new RecordedProcess(segment.Header.Pid, segment.Header.StartTicks, _name, _resource);
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
