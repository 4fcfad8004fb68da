using Clrscope.Recording;

namespace Clrscope.Benchmarks;

/// <summary>
/// What four busy services give: 1,000,000 samples a minute of 30 frames, of 2,000 frames, 5,000 stacks (a few of them most of
/// the time) and 200 threads, within 300 spans a second of which most last some milliseconds.
/// </summary>
internal sealed class RecordingLoad
{
    internal const int SamplesPerSecond = 1_000_000 / 60;

    private const int Processes = 4;
    private const int ThreadsPerProcess = 50;
    private const int FramesPerProcess = 500;
    private const int StacksPerProcess = 1_250;
    private const int Depth = 30;
    private const int SpansPerSecond = 300;
    private const long Second = 1_000_000_000;
    private const long IntervalNs = 10_000_000;

    private readonly Random _random = new(1);
    private readonly int[] _processes = new int[Processes];
    private readonly int[][] _frames = new int[Processes][];
    private readonly int[][][] _stacks = new int[Processes][][];
    private readonly string[] _threadNames = [.. Enumerable.Range(0, ThreadsPerProcess).Select(i => $".NET TP Worker {i}")];
    private readonly SpanReference[] _active = new SpanReference[Processes * ThreadsPerProcess];
    private readonly Input[] _inputs = new Input[SamplesPerSecond];
    private readonly List<(int Process, RecordedSpan Span)> _spans = [];
    private readonly double[] _zipf = new double[StacksPerProcess];

    internal RecordingLoad()
    {
        double sum = 0;
        for (int i = 0; i < _zipf.Length; i++)
        {
            _zipf[i] = sum += 1.0 / (i + 1);
        }

        for (int process = 0; process < Processes; process++)
        {
            // Stacks of a program share their outer frames: each one here continues a prefix of an earlier one.
            var stacks = new int[StacksPerProcess][];
            stacks[0] = RandomFrames(Depth);
            for (int i = 1; i < stacks.Length; i++)
            {
                int shared = 10 + _random.Next(Depth - 11);
                stacks[i] = [.. RandomFrames(Depth - shared), .. stacks[_random.Next(i)][^shared..]];
            }

            _stacks[process] = stacks;
        }
    }

    /// <summary>Makes the processes and their frames known to a writer.</summary>
    internal void Register(RecordingWriter writer)
    {
        for (int process = 0; process < Processes; process++)
        {
            _processes[process] = writer.AddProcess(
                new RecordedProcess(4711 + process, 1000, $"shop-{process}", [new("service.name", $"shop-{process}")]));
            RecordedModule module = new($"/app/shop{process}.dll", $"{process:x32}", 0, 0, 0, true, true);
            _frames[process] = new int[FramesPerProcess];
            for (int i = 0; i < FramesPerProcess; i++)
            {
                _frames[process][i] = writer.AddFrame(_processes[process], new RecordedFrame
                {
                    Name = $"Shop.Catalog{process}.Index<TKey, TValue>.Method{i / 3}(TKey, int)",
                    SystemName = $"Shop.Catalog{process}.Index`2.Method{i / 3}",
                    FileName = $"/src/Shop/Catalog{process}/File{i % 60}.cs",
                    Line = i,
                    StartLine = i / 3 * 3,
                    Address = 0x7F00_0000_0000 + ((ulong)i * 64),
                    FunctionStart = 0x7F00_0000_0000 + ((ulong)i / 3 * 192),
                    Module = module,
                    Kind = 1,
                });
            }
        }

        for (int process = 0; process < Processes; process++)
        {
            foreach (int[] stack in _stacks[process])
            {
                for (int i = 0; i < stack.Length; i++)
                {
                    // Indexes become handles; a load is registered once.
                    stack[i] = _frames[process][stack[i]];
                }
            }
        }
    }

    /// <summary>Makes the input of a second, outside of what is measured.</summary>
    internal void Prepare(long secondStartNs)
    {
        _spans.Clear();
        for (int i = 0; i < SpansPerSecond; i++)
        {
            int thread = _random.Next(_active.Length);
            var trace = new TraceId((ulong)_random.NextInt64(), (ulong)_random.NextInt64());
            var id = new SpanId((ulong)_random.NextInt64());
            _active[thread] = new SpanReference(trace, id, id);
            long start = secondStartNs + _random.NextInt64(Second);
            int route = _random.Next(20);
            _spans.Add((thread / ThreadsPerProcess, new RecordedSpan
            {
                StartUnixNs = start,
                EndUnixNs = start + _random.NextInt64(50_000_000),
                TraceId = trace,
                SpanId = id,
                RootSpanId = id,
                Kind = 1,
                Attributes =
                [
                    new(SpanAttribute.Source, "Microsoft.AspNetCore"),
                    new(SpanAttribute.Operation, "Microsoft.AspNetCore.Hosting.HttpRequestIn"),
                    new(SpanAttribute.DisplayName, $"GET /orders/{route}"),
                    new(SpanAttribute.HttpRoute, $"/orders/{route}"),
                    new(SpanAttribute.UrlPath, $"/orders/{route}/{_random.Next(1_000_000)}"),
                    new(SpanAttribute.HttpStatusCode, "200"),
                ],
            }));
        }

        // The agent reads process by process, each process's samples in their order, which is nearly that of time.
        int perProcess = SamplesPerSecond / Processes;
        for (int i = 0; i < _inputs.Length; i++)
        {
            int process = Math.Min(i / perProcess, Processes - 1);
            int thread = _random.Next(ThreadsPerProcess);
            long time = secondStartNs + ((long)(i % perProcess) * Second / perProcess) + _random.Next(200_000);
            long weight = IntervalNs * (_random.Next(10) == 0 ? 2 : 1);
            bool inSpan = _random.Next(4) != 0;
            _inputs[i] = new Input(
                process,
                thread,
                time,
                weight,
                _stacks[process][NextStack()],
                inSpan ? _active[(process * ThreadsPerProcess) + thread] : default);
        }
    }

    /// <summary>Gives what was prepared to a writer, as the agent does in a second.</summary>
    internal void Write(RecordingWriter writer)
    {
        foreach (ref readonly Input input in _inputs.AsSpan())
        {
            uint thread = (uint)input.Thread;
            writer.AddSample(
                _processes[input.Process],
                input.TimeUnixNs,
                5000 + thread,
                thread,
                _threadNames[thread],
                input.Stack,
                input.WeightNs,
                SampleKinds.Cpu,
                input.Span);
        }

        foreach ((int process, RecordedSpan span) in _spans)
        {
            writer.AddSpan(_processes[process], span);
        }

        writer.Flush();
    }

    private int NextStack()
    {
        int at = Array.BinarySearch(_zipf, _random.NextDouble() * _zipf[^1]);
        return Math.Min(at < 0 ? ~at : at, StacksPerProcess - 1);
    }

    private int[] RandomFrames(int count) => [.. Enumerable.Range(0, count).Select(_ => _random.Next(FramesPerProcess))];

    private readonly record struct Input(
        int Process, int Thread, long TimeUnixNs, long WeightNs, int[] Stack, SpanReference Span);
}
