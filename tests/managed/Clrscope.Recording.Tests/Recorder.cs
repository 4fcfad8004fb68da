using Clrscope.Recording.Format;

namespace Clrscope.Recording.Tests;

/// <summary>Writes made-up samples and spans of two processes, and keeps what readers are to find.</summary>
internal sealed class Recorder : IDisposable
{
    internal const long Second = 1_000_000_000;

    private const int FrameCount = 40;

    private static readonly RecordedFrame[][] s_frames =
        [.. Enumerable.Range(0, 2).Select(p => Enumerable.Range(0, FrameCount).Select(i => MakeFrame(p, i)).ToArray())];

    private readonly TemporaryDirectory _directory = new();
    private readonly Random _random = new(7);
    private readonly int[] _processes;
    private readonly int[][] _frames;

    internal Recorder(RecordingLimits? limits = null, bool compress = true)
    {
        Writer = new RecordingWriter(
            Path, limits ?? RecordingLimits.Default, Time, Reports.Add, compress ? Lz4.System : null);
        _processes = [.. Processes.Select(Writer.AddProcess)];
        _frames = [.. _processes.Select((process, p) => Enumerable.Range(0, FrameCount)
            .Select(i => Writer.AddFrame(process, Frame(p, i)))
            .ToArray())];
    }

    internal static RecordedProcess[] Processes { get; } =
    [
        new(4711, 100, "shop", [new("service.name", "shop"), new("deployment.environment", "test")]),
        new(4712, 101, "stock"),
    ];

    internal string Path => System.IO.Path.Combine(_directory.Path, "recording");

    internal ManualTime Time { get; } = new();

    internal List<string> Reports { get; } = [];

    internal RecordingWriter Writer { get; }

    /// <summary>What was added, in order, as text: see <see cref="Readings.Text(in RecordedSample, RecordingTables)"/>.</summary>
    internal List<string> Samples { get; } = [];

    internal List<RecordedSpan> Spans { get; } = [];

    internal static RecordedFrame Frame(int process, int index) => s_frames[process][index];

    /// <summary>Adds samples and spans that lie within a second from now on, then moves the clock by it and flushes.</summary>
    internal void AddSecond(int samples = 50, int spans = 3)
    {
        for (int i = 0; i < samples; i++)
        {
            int process = _random.Next(2);
            int[] stack = [.. Enumerable.Range(0, _random.Next(12)).Select(_ => _random.Next(FrameCount))];
            AddSample(
                process,
                Time.NowNs + _random.NextInt64(Second),
                (uint)_random.Next(5),
                stack,
                _random.Next(4) * 10_000_000L,
                (byte)_random.Next(1, 3),
                _random.Next(2) == 0 ? default : Reference(_random.Next(20)));
        }

        for (int i = 0; i < spans; i++)
        {
            AddSpan(Time.NowNs + _random.NextInt64(Second), _random.NextInt64(3 * Second), i % 2);
        }

        Time.Advance(TimeSpan.FromSeconds(1));
        Writer.Flush();
    }

    internal void AddSample(
        int process, long time, uint thread, int[] stack, long weight, byte kind = 1, SpanReference span = default)
    {
        int[] handles = [.. stack.Select(i => _frames[process][i])];
        Writer.AddSample(_processes[process], time, 900 + thread, thread, $"worker {thread}", handles, weight, kind, span);
        Samples.Add(Readings.Text(
            time,
            new RecordedThread(Processes[process], 900 + thread, thread, $"worker {thread}"),
            stack.Select(i => Frame(process, i)),
            weight,
            kind,
            span));
    }

    internal RecordedSpan AddSpan(long start, long length, int process, int? id = null)
    {
        SpanReference reference = Reference(id ?? (1000 + Spans.Count));
        RecordedSpan span = new()
        {
            StartUnixNs = start,
            EndUnixNs = length < 0 ? 0 : start + length,
            TraceId = reference.TraceId,
            SpanId = reference.SpanId,
            ParentSpanId = new SpanId(5),
            RootSpanId = reference.RootSpanId,
            Kind = 2,
            Status = 1,
            Process = Processes[process],
            Attributes =
            [
                new(SpanAttribute.Source, "Shop"),
                new(SpanAttribute.Operation, "Order"),
                new(SpanAttribute.DisplayName, $"Order {Spans.Count}"),
                new((SpanAttribute)200, ""),
            ],
        };
        Writer.AddSpan(_processes[process], span);
        Spans.Add(span);
        return span;
    }

    internal static SpanReference Reference(int number) => new(
        new TraceId(0xFEDC_BA98_7654_3210, (ulong)number), new SpanId((ulong)number << 40), new SpanId((ulong)number % 4));

    internal string[] Files() => Directory.Exists(Path) ? [.. Directory.GetFiles(Path).Order(StringComparer.Ordinal)] : [];

    public void Dispose()
    {
        Writer.Dispose();
        _directory.Dispose();
    }

    private static RecordedFrame MakeFrame(int process, int index) => index % 10 == 0
        ? new RecordedFrame { Name = $"[pseudo {index}]" }
        : new RecordedFrame
        {
            Name = $"Shop.Größe<T>.Method{index}",
            SystemName = $"Shop.Groesse`1.Method{index}",
            FileName = $"/src/File{index}.cs",
            Line = index * 3,
            StartLine = index,
            Address = 0xFFFF_FFFF_0000_0000 + (ulong)index,
            FunctionStart = 0x7F00_0000_0000,
            Kind = 2,
            Module = new RecordedModule($"/app/{process}.dll", "ab12", 1, 2, 3, index % 2 == 0, index % 3 == 0),
        };
}
