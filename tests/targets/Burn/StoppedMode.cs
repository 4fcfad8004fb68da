using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Burn;

/// <summary>
/// Burns CPU under activities that have stopped and are current all the same, in turn with ones that run. Each
/// situation has a method of its own; which spans its samples may carry is printed at the end.
/// </summary>
internal static class StoppedMode
{
    private const int Turns = 8_000_000;

    private static readonly Dictionary<string, List<string>> s_spans = [];

    public static int Run(Arguments arguments)
    {
        for (int lap = 0; lap < arguments.Integer("LAPS"); lap++)
        {
            // Each on a flow of its own.
            Task.Run(() => StoppedBecomesCurrentAsync(byHand: false)).Wait();
            Task.Run(() => StoppedBecomesCurrentAsync(byHand: true)).Wait();
            Task.Run(StoppedElsewhereAsync).Wait();
            Task.Run(CapturedAsync).Wait();
        }

        Console.WriteLine(JsonSerializer.Serialize(s_spans));
        return 0;
    }

    // An inner activity that ends after its outer one makes that current, although it has stopped: the only way to make such
    // a one current, as an assignment of it is refused.
    private static async Task StoppedBecomesCurrentAsync(bool byHand)
    {
        using Activity running = Begin("running");
        if (byHand)
        {
            Activity.Current = null;
        }

        Activity outer = Begin("outer");
        Activity inner = Begin("inner");
        outer.Stop();
        if (byHand)
        {
            Activity.Current = inner;
        }

        inner.Stop();
        Require(Activity.Current == outer && outer.IsStopped);
        BurnStopped();
        await Task.Yield();
        BurnStoppedAfterAwait();
        await Task.Run(BurnStoppedInTask);
        await Task.Factory.StartNew(BurnStoppedOnThread, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.Delay(1).ConfigureAwait(false);
        Require(Activity.Current == outer);

        Activity.Current = null;
        BurnNone();
        await Task.Yield();
        BurnNone();

        Activity.Current = running;
        BurnRunning();
        Activity.Current = outer;
        Require(Activity.Current == running);
        BurnRunningKept();
        await Task.Yield();
        BurnRunningAfterAwait();
        await Task.Run(BurnRunningInTask);

        // A running one that begins within the stopped one.
        outer = Begin("outer");
        inner = Begin("inner");
        outer.Stop();
        inner.Stop();
        Require(Activity.Current == outer);
        using (Begin("within"))
        {
            BurnWithin();
            await Task.Run(BurnWithin);
        }

        Activity.Current = running;
        BurnRunningAgain();
    }

    // Made current by hand while it runs, and stopped by another flow: it goes on being current here.
    private static async Task StoppedElsewhereAsync()
    {
        using Activity running = Begin("running");
        Activity victim = Begin("victim");
        Activity.Current = running;
        Activity.Current = victim;
        Thread elsewhere = new(victim.Stop);
        elsewhere.UnsafeStart();
        elsewhere.Join();

        Require(Activity.Current == victim && victim.IsStopped);
        await Task.Yield();
        BurnStoppedElsewhere();
        await Task.Run(BurnStoppedElsewhereInTask);
        Require(Activity.Current == victim);
        Activity.Current = running;
        BurnRunning();
    }

    // A flow that was kept while the activity ran.
    private static async Task CapturedAsync()
    {
        ExecutionContext kept;
        using (Begin("kept"))
        {
            kept = ExecutionContext.Capture()!;
        }

        using Activity running = Begin("running");
        ExecutionContext.Run(kept, static _ => BurnStoppedInKeptFlow(), null);
        BurnRunning();
        await Task.Yield();
        BurnRunningAfterAwait();
    }

    private static Activity Begin(string name) => new Activity(name).SetIdFormat(ActivityIdFormat.W3C).Start();

    private static void Require(bool condition, [CallerLineNumber] int line = 0)
    {
        if (!condition)
        {
            throw new InvalidOperationException($"Line {line}: the current activity is {Activity.Current?.OperationName ?? "none"}.");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BurnStopped() => Burn();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BurnStoppedAfterAwait() => Burn();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BurnStoppedInTask() => Burn();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BurnStoppedOnThread() => Burn();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BurnStoppedElsewhere() => Burn();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BurnStoppedElsewhereInTask() => Burn();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BurnStoppedInKeptFlow() => Burn();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BurnNone() => Burn();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BurnRunning() => Burn();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BurnRunningKept() => Burn();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BurnRunningAfterAwait() => Burn();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BurnRunningInTask() => Burn();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BurnRunningAgain() => Burn();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BurnWithin() => Burn();

    // Not inlined and not a tail call: the caller's name is what the stack is asked for.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Work() => Spinner.Want(Spinner.Turn(1, Turns));

    private static void Burn([CallerMemberName] string method = "")
    {
        Activity? current = Activity.Current;
        lock (s_spans)
        {
            if (!s_spans.TryGetValue(method, out List<string>? spans))
            {
                s_spans[method] = spans = [];
            }

            if (current is { IsStopped: false })
            {
                spans.Add($"{current.TraceId}/{current.SpanId}");
            }
        }

        Work();
        GC.KeepAlive(current);
    }
}
