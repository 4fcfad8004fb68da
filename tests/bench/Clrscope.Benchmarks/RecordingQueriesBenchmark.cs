using BenchmarkDotNet.Attributes;
using Clrscope.Queries;
using Clrscope.Queries.Endpoints;
using Clrscope.Queries.Export;
using Clrscope.Queries.Slow;
using Clrscope.Queries.Traces;
using Clrscope.Recording;

namespace Clrscope.Benchmarks;

/// <summary>The commands' questions to 15 minutes of 1,000,000 samples a minute, each with opening the recording.</summary>
[MemoryDiagnoser]
public class RecordingQueriesBenchmark
{
    private const int Seconds = 15 * 60;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("clrscope-bench-");
    private TimeWindow _lastMinute;
    private TraceIdPrefix _trace = null!;

    [GlobalSetup]
    public void Setup()
    {
        RecordingTimeProvider time = new();
        RecordingLoad load = new();
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

        long end = RecordingTime.ToUnixNs(time.Now);
        _lastMinute = new TimeWindow(end - 60_000_000_000, end);
        using RecordingReader reader = RecordingReader.Open(_directory.FullName);
        _trace = TraceIdPrefix.Parse(new SlowQuery { Top = 1 }.Run(reader).Rows[0].TraceId)!;
    }

    [GlobalCleanup]
    public void Cleanup() => _directory.Delete(recursive: true);

    /// <summary>All endpoints.</summary>
    [Benchmark]
    public object Endpoints() => Ask(reader => new EndpointsQuery().Run(reader));

    /// <summary>The 20 slowest requests.</summary>
    [Benchmark]
    public object Slow() => Ask(reader => new SlowQuery().Run(reader));

    /// <summary>One trace.</summary>
    [Benchmark]
    public object Trace() => Ask(reader => new TraceQuery { Id = _trace }.Run(reader));

    /// <summary>A minute as a profile, with the labels of spans.</summary>
    [Benchmark]
    public object ExportMinute() => Ask(reader => new ExportQuery { Window = _lastMinute }.Run(reader));

    private T Ask<T>(Func<RecordingReader, T> ask)
    {
        using RecordingReader reader = RecordingReader.Open(_directory.FullName);
        return ask(reader);
    }
}
