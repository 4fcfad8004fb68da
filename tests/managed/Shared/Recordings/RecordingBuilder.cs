using Clrscope.Recording;
using SpanAttribute = Clrscope.Segment.SpanAttribute;
using SpanId = Clrscope.Segment.SpanId;
using TraceId = Clrscope.Segment.TraceId;

namespace Clrscope.Testing.Recordings;

/// <summary>Makes up a recording. Times are milliseconds from its start.</summary>
internal sealed class RecordingBuilder : IDisposable
{
    public const long Millisecond = 1_000_000;

    private readonly FixedTime _time;
    private readonly RecordingWriter _writer;
    private readonly Dictionary<(int Process, string Name), int> _frames = [];

    public RecordingBuilder(string directory, DateTimeOffset? start = null)
    {
        Start = start ?? new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
        _time = new FixedTime { Now = Start };
        _writer = new RecordingWriter(directory, new RecordingLimits { MaxAge = TimeSpan.FromDays(7), MaxBytes = 1L << 30 }, _time, _ => { });
    }

    /// <summary>When the recording begins.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>A reference to a span by small numbers; the span itself is the local root unless another is given.</summary>
    public static SpanReference Reference(ulong trace, ulong span, ulong root = 0) =>
        new(new TraceId(0xAAAA_0000_0000_0000 | trace, trace), new SpanId(span), new SpanId(root == 0 ? span : root));

    public long UnixNs(double milliseconds) => RecordingTime.ToUnixNs(Start) + (long)(milliseconds * Millisecond);

    public int Process(int pid, string name, string? service = null) =>
        _writer.AddProcess(new RecordedProcess(pid, 1, name, service is null ? [] : [new("service.name", service)]));

    /// <summary>Adds a sample.</summary>
    /// <param name="process">What <see cref="Process"/> returned.</param>
    /// <param name="atMs">When.</param>
    /// <param name="stack">Frames with ; between them, innermost first. A name in brackets is no method, nor one that begins with lib.</param>
    /// <param name="span">What was going on.</param>
    /// <param name="weightMs">What it stands for.</param>
    /// <param name="tid">The thread.</param>
    /// <param name="thread">Its name.</param>
    public void Sample(
        int process,
        double atMs,
        string stack,
        SpanReference span = default,
        double weightMs = 10,
        uint tid = 100,
        string thread = ".NET TP Worker",
        byte kind = SampleKinds.Cpu)
    {
        int[] frames = [.. stack.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(name => Frame(process, name))];
        _writer.AddSample(process, UnixNs(atMs), tid, tid, thread, frames, (long)(weightMs * Millisecond), kind, span);
    }

    /// <summary>Adds a span; one without an end is in flight.</summary>
    public void Span(
        int process,
        SpanReference span,
        double startMs,
        double? endMs,
        string name,
        ulong parent = 0,
        byte status = 0,
        params RecordedAttribute[] attributes) => _writer.AddSpan(process, new RecordedSpan
        {
            StartUnixNs = UnixNs(startMs),
            EndUnixNs = endMs is double end ? UnixNs(end) : 0,
            TraceId = span.TraceId,
            SpanId = span.SpanId,
            ParentSpanId = new SpanId(parent),
            RootSpanId = span.RootSpanId,
            Kind = 1,
            Status = status,
            Attributes = [new(SpanAttribute.DisplayName, name), .. attributes],
        });

    /// <summary>Adds the local root of a request.</summary>
    public void Request(
        int process,
        SpanReference span,
        double startMs,
        double? endMs,
        string method,
        string route,
        ulong parent = 0,
        byte status = 0) => Span(
            process,
            span,
            startMs,
            endMs,
            $"{method} {route}",
            parent,
            status,
            new RecordedAttribute(SpanAttribute.HttpMethod, method),
            new RecordedAttribute(SpanAttribute.HttpRoute, route));

    /// <summary>Writes what was added; a file ends where the time says.</summary>
    public void Flush(double atMs)
    {
        _time.Now = Start + TimeSpan.FromMilliseconds(atMs);
        _writer.Flush();
    }

    public void Dispose() => _writer.Dispose();

    private int Frame(int process, string name)
    {
        if (!_frames.TryGetValue((process, name), out int frame))
        {
            bool isMethod = !name.StartsWith('[') && !name.StartsWith("lib", StringComparison.Ordinal);
            string path = name.StartsWith("[kernel", StringComparison.Ordinal) ? "[kernel]"
                : name.StartsWith('[') ? ""
                : isMethod ? name.StartsWith("System.", StringComparison.Ordinal) ? "/usr/share/dotnet/System.Private.CoreLib.dll" : "/app/shop.dll"
                : "/usr/share/dotnet/libcoreclr.so";
            frame = _writer.AddFrame(process, new RecordedFrame
            {
                Name = name,
                Address = path.Length == 0 ? 0 : 0x1000 + ((ulong)_frames.Count * 16),
                Module = path.Length == 0 ? null : new RecordedModule(path, "", 0, 0, 0, isMethod, false),
            });
            _frames.Add((process, name), frame);
        }

        return frame;
    }

    private sealed class FixedTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
