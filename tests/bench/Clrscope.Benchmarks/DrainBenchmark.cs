using BenchmarkDotNet.Attributes;
using Clrscope.Segment;
using Clrscope.Testing;

namespace Clrscope.Benchmarks;

/// <summary>What one sample of 30 frames costs until it is at the sink, over a ring of 100,000.</summary>
[MemoryDiagnoser]
public class DrainBenchmark
{
    private const int Samples = 100_000;
    private const int Frames = 30;
    private const int RingSize = 32 << 20;

    private readonly SummingSink _sink = new();
    private SegmentFile _segment = null!;
    private ulong _head;

    [GlobalSetup]
    public void Setup()
    {
        var builder = new SegmentBuilder(RingSize);
        var random = new Random(1);
        var stack = new ulong[Frames];
        for (int i = 0; i < Samples; i++)
        {
            foreach (ref ulong frame in stack.AsSpan())
            {
                frame = 0x7F00_0000_0000 + (ulong)random.Next(1 << 24);
            }

            builder.AddSample(stack);
        }

        _head = builder.Producer.Head;

        // The open file outlives its name.
        using var directory = new TemporaryDirectory();
        _segment = SegmentFile.Open(builder.Save(directory.File("drain.seg")));
    }

    [GlobalCleanup]
    public void Cleanup() => _segment.Dispose();

    [Benchmark(OperationsPerInvoke = Samples)]
    public ulong Drain()
    {
        RingReadResult result = _segment.CreateRingReader(0).Read(_head, _sink);
        return result.Samples == Samples ? _sink.Sum : throw new InvalidOperationException($"{result}");
    }

    private sealed class SummingSink : IRingSink
    {
        internal ulong Sum { get; private set; }

        public void OnSample(in SampleHeader sample, ReadOnlySpan<ulong> frames) => Sum += sample.WeightNs + frames[^1];

        public void OnSpanStart(in SpanInfo span, SpanAttributes attributes)
        {
        }

        public void OnSpanStop(in SpanInfo span, SpanAttributes attributes)
        {
        }
    }
}
