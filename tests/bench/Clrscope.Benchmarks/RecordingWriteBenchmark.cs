using BenchmarkDotNet.Attributes;
using Clrscope.Recording;

namespace Clrscope.Benchmarks;

/// <summary>What recording one sample of 30 frames costs: adding it, its part of a flush each second, and compression.</summary>
[MemoryDiagnoser]
[InvocationCount(60)]
public class RecordingWriteBenchmark : IDisposable
{
    private readonly RecordingTimeProvider _time = new();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("clrscope-bench-");
    private RecordingLoad _load = null!;
    private RecordingWriter _writer = null!;

    [GlobalSetup]
    public void Setup()
    {
        _load = new RecordingLoad();
        _writer = new RecordingWriter(_directory.FullName, RecordingLimits.Default, _time, Console.WriteLine);
        _load.Register(_writer);
        _load.Prepare(RecordingTime.ToUnixNs(_time.Now));
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _writer.Dispose();
        GC.SuppressFinalize(this);
        _directory.Delete(recursive: true);
    }

    /// <summary>One second of input, of which every sixtieth begins a file with empty tables.</summary>
    [Benchmark(OperationsPerInvoke = RecordingLoad.SamplesPerSecond)]
    public void Write()
    {
        _time.Now += TimeSpan.FromSeconds(1);
        _load.Write(_writer);
    }
}
