using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using Clrscope.Activities;

namespace Clrscope.Benchmarks;

/// <summary>
/// What the tracker costs the profiled program. The figure of each is what it takes beyond the same with a listener that has
/// activities made and does nothing. A round is two switches between flows. The cases are measured minutes apart, so
/// iterations are short and many, and their least and median count; <see cref="ActivityPairs"/> gives the differences.
/// </summary>
[MemoryDiagnoser]
[MinColumn]
[MedianColumn]
[SimpleJob(warmupCount: 10, iterationCount: 60, invocationCount: 65_536)]
[SuppressMessage("Design", "CA1001", Justification = "Cleanup disposes of them.")]
public class ActivityBenchmark
{
    private readonly ActivitySource _source = new("clrscope benchmark");
    private readonly ActivitySource _server = new("clrscope benchmark of requests");
    private ActivityListener? _listener;
    private ActivityTracker? _tracker;
    private ExecutionContext? _outer;
    private ExecutionContext? _inner;
    private int _runs;

    [Params("bare", "contexts", "contexts and spans")]
    public string Listener { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        if (Listener == "bare")
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = _ => true,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
                ActivityStarted = _ => _runs++,
                ActivityStopped = _ => _runs++,
            };
            ActivitySource.AddActivityListener(_listener);
        }
        else
        {
            _tracker = ActivityTracker.Start(MemoryPort.Create(Listener == "contexts" ? 1u : 3u), mayCreate: true);
        }
        // Never stopped: they would not be shown then.
        _ = _source.StartActivity("outer");
        _outer = ExecutionContext.Capture();
        _ = _source.StartActivity("inner");
        _inner = ExecutionContext.Capture();
        Activity.Current = null;
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _listener?.Dispose();
        _tracker?.Dispose();
        _source.Dispose();
        _server.Dispose();
    }

    /// <summary>From a flow with an activity to one with another, and back.</summary>
    [Benchmark]
    public void Round() => ExecutionContext.Run(_outer!, static benchmark =>
        ExecutionContext.Run(((ActivityBenchmark)benchmark!)._inner!, static _ => { }, null), this);

    [Benchmark]
    public void StartAndStop()
    {
        using Activity? activity = _source.StartActivity("GET /cart");
    }

    [Benchmark]
    public void StartAndStopWithTags()
    {
        using Activity? activity = _server.StartActivity("GET /cart", ActivityKind.Server);
        activity!.SetTag("http.request.method", "GET");
        activity.SetTag("http.route", "/cart/{id}");
        activity.SetTag("url.path", "/cart/17");
        activity.SetTag("http.response.status_code", "200");
    }
}
