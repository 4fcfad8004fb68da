using System.Diagnostics;
using System.Globalization;
using Clrscope.Activities;

namespace Clrscope.Benchmarks;

/// <summary>
/// What the tracker costs the profiled program, in pairs within one process: slices of some milliseconds with a listener that has
/// activities made and does nothing, and with the tracker, in the order A B B A. What disturbs the machine for longer than
/// that disturbs both; what disturbs it for less is in neither's median.
/// </summary>
internal sealed class ActivityPairs : IDisposable
{
    private const int Pairs = 200;
    private const int WarmUp = 20;
    private const int Operations = 4_000;

    private readonly ActivitySource _source = new("clrscope benchmark");
    private readonly ActivitySource _server = new("clrscope benchmark of requests");
    private int _calls;

    internal static void Run()
    {
        using var pairs = new ActivityPairs();
        Console.WriteLine($"{Pairs} pairs; nanoseconds and bytes for each operation");
        Console.WriteLine($"{"",-36}{"bare",8}{"tracker",9}{"costs",8}{"least",8}{"bytes",7}");
        pairs.Compare("start and stop, contexts", 1, pairs.StartAndStop);
        pairs.Compare("start and stop, contexts and spans", 3, pairs.StartAndStop);
        pairs.Compare("the same within another", 3, pairs.StartAndStopWithin);
        pairs.Compare("the same with four tags", 3, pairs.StartAndStopWithTags);
    }

    public void Dispose()
    {
        _source.Dispose();
        _server.Dispose();
    }

    private void Compare(string what, uint flags, Action operations)
    {
        var bare = new List<Slice>();
        var tracked = new List<Slice>();
        for (int pair = 0; pair < WarmUp + Pairs; pair++)
        {
            bool isBareFirst = pair % 2 == 0;
            Slice first = isBareFirst ? Bare(operations) : Tracked(flags, operations);
            Slice second = isBareFirst ? Tracked(flags, operations) : Bare(operations);
            if (pair >= WarmUp)
            {
                bare.Add(isBareFirst ? first : second);
                tracked.Add(isBareFirst ? second : first);
            }
        }
        double costs = Median(tracked.Zip(bare, static (b, a) => b.Nanoseconds - a.Nanoseconds));
        double least = tracked.Min(static slice => slice.Nanoseconds) - bare.Min(static slice => slice.Nanoseconds);
        double bytes = Median(tracked.Zip(bare, static (b, a) => b.Bytes - a.Bytes));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-36}{Median(bare.Select(static slice => slice.Nanoseconds)),8:F0}{Median(tracked.Select(static slice => slice.Nanoseconds)),9:F0}{costs,8:F0}{least,8:F0}{bytes,7:F0}"));
    }

    private Slice Bare(Action operations)
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
            ActivityStarted = _ => _calls++,
            ActivityStopped = _ => _calls++,
        };
        ActivitySource.AddActivityListener(listener);
        return Measure(operations);
    }

    private static Slice Tracked(uint flags, Action operations)
    {
        using var port = MemoryPort.Create(flags);
        using var tracker = ActivityTracker.Start(port, mayCreate: true);
        return Measure(operations);
    }

    // Each slice begins with an empty flow, and leaves none behind.
    private static Slice Measure(Action operations)
    {
        var slice = default(Slice);
        var thread = new Thread(() =>
        {
            operations();
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            long started = Stopwatch.GetTimestamp();
            operations();
            double nanoseconds = Stopwatch.GetElapsedTime(started).TotalNanoseconds;
            slice = new Slice(nanoseconds / Operations, (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / Operations);
        });
        thread.UnsafeStart();
        thread.Join();
        return slice;
    }

    private void StartAndStop()
    {
        for (int i = 0; i < Operations; i++)
        {
            using Activity? activity = _source.StartActivity("GET /cart");
        }
    }

    private void StartAndStopWithin()
    {
        using Activity? outer = _source.StartActivity("outer");
        StartAndStop();
    }

    private void StartAndStopWithTags()
    {
        for (int i = 0; i < Operations; i++)
        {
            using Activity? activity = _server.StartActivity("GET /cart", ActivityKind.Server);
            activity!.SetTag("http.request.method", "GET");
            activity.SetTag("http.route", "/cart/{id}");
            activity.SetTag("url.path", "/cart/17");
            activity.SetTag("http.response.status_code", "200");
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }

    private readonly record struct Slice(double Nanoseconds, double Bytes);
}
