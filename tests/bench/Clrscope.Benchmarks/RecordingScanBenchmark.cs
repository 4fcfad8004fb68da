using BenchmarkDotNet.Attributes;
using Clrscope.Recording;

namespace Clrscope.Benchmarks;

/// <summary>Questions to 15 minutes of 1,000,000 samples a minute.</summary>
[MemoryDiagnoser]
public class RecordingScanBenchmark
{
    private const int Seconds = 15 * 60;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("clrscope-bench-");
    private long _startNs;
    private long _endNs;

    [GlobalSetup]
    public void Setup()
    {
        RecordingTimeProvider time = new();
        RecordingLoad load = new();
        _startNs = RecordingTime.ToUnixNs(time.Now);
        using (RecordingWriter writer = new(
            _directory.FullName, new RecordingLimits { MaxBytes = 1L << 30 }, time, Console.WriteLine))
        {
            load.Register(writer);
            for (int i = 0; i < Seconds; i++)
            {
                load.Prepare(RecordingTime.ToUnixNs(time.Now));
                time.Now += TimeSpan.FromSeconds(1);
                load.Write(writer);
            }
        }

        _endNs = RecordingTime.ToUnixNs(time.Now);
        long bytes = _directory.EnumerateFiles().Sum(file => file.Length);
        long samples = (long)Seconds * RecordingLoad.SamplesPerSecond;
        Console.WriteLine($"// {samples} samples, {bytes} bytes, {(double)bytes / samples:F2} bytes a sample");
    }

    [GlobalCleanup]
    public void Cleanup() => _directory.Delete(recursive: true);

    /// <summary>Weight by stack over all 15 minutes, with stacks of all files under common indexes.</summary>
    [Benchmark]
    public long AllByStack() => ByStack(new SampleFilter());

    /// <summary>The same over ten seconds in the middle.</summary>
    [Benchmark]
    public long TenSecondsByStack()
    {
        long middle = _startNs + ((_endNs - _startNs) / 2);
        return ByStack(new SampleFilter { FromUnixNs = middle, ToUnixNs = middle + 10_000_000_000 });
    }

    /// <summary>The samples of one thread of each process.</summary>
    [Benchmark]
    public long OneThreadByStack() => ByStack(new SampleFilter { Thread = thread => thread.Number == 7 });

    /// <summary>All spans of ten seconds.</summary>
    [Benchmark]
    public int TenSecondsOfSpans()
    {
        using RecordingReader reader = RecordingReader.Open(_directory.FullName);
        long middle = _startNs + ((_endNs - _startNs) / 2);
        return reader.ReadSpans(middle, middle + 10_000_000_000).Count;
    }

    private long ByStack(SampleFilter filter)
    {
        using RecordingReader reader = RecordingReader.Open(_directory.FullName);
        MergedTables tables = new();
        List<long> total = [];
        reader.Scan(
            filter,
            file => new WeightByStack(file.Tables.Stacks.Count),
            (file, visitor) =>
            {
                ReadOnlySpan<int> stacks = tables.Add(file.Tables).Stacks;
                for (int i = 0; i < visitor.Weights.Length; i++)
                {
                    while (total.Count <= stacks[i])
                    {
                        total.Add(0);
                    }

                    total[stacks[i]] += visitor.Weights[i];
                }
            });
        return total.Sum();
    }

    private sealed class WeightByStack(int stacks) : ISampleVisitor
    {
        internal long[] Weights { get; } = new long[stacks];

        public void Visit(in SampleBatch batch)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                Weights[batch.Stacks[i]] += batch.ValueTable[batch.Values[i]].WeightNs;
            }
        }
    }
}
