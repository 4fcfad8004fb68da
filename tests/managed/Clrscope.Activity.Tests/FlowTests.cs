using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Clrscope.Activities.Tests;

/// <summary>Wherever execution goes, the thread that it goes on shows the activity that is current there.</summary>
public sealed class FlowTests : TrackerTest
{
    [Fact]
    public void Nothing_is_shown_without_an_activity()
    {
        Check();
        Assert.False(Profiler.Here.IsValid);
    }

    [Fact]
    public void Start_and_stop()
    {
        using (Begin("outer"))
        {
            Check();
            using (Begin("inner"))
            {
                Assert.True(Profiler.Here.IsValid);
                Check();
            }
            Assert.True(Profiler.Here.IsValid);
            Check();
        }
        Assert.False(Profiler.Here.IsValid);
    }

    [Fact]
    public async Task Await()
    {
        using Activity outer = Begin("outer");
        await Inner();
        Check();
        await Task.Yield();
        Check();

        async Task Inner()
        {
            using Activity inner = Begin("inner");
            for (int i = 0; i < 20; i++)
            {
                await Task.Yield();
                Check();
                await Task.Delay(1).ConfigureAwait(false);
                Check();
            }
        }
    }

    [Fact]
    public async Task An_activity_of_a_callee_is_not_the_callers()
    {
        Task callee = Callee();
        Check();
        Assert.False(Profiler.Here.IsValid);
        await callee;
        Assert.False(Profiler.Here.IsValid);

        async Task Callee()
        {
            using Activity inner = Begin("inner");
            await Task.Delay(5);
            Check();
        }
    }

    [Fact]
    public async Task Task_run_and_parallel_work()
    {
        using Activity outer = Begin("outer");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() =>
        {
            Check();
            using (Begin("worker " + i))
            {
                Thread.SpinWait(1000);
                Check();
            }
            Check();
        })));
        Parallel.For(0, 50, i => Check());
    }

    [Fact]
    public async Task Timers()
    {
        var fired = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using Activity outer = Begin("outer");
        using var timer = new Timer(
            _ => fired.TrySetResult(Activity.Current is null ? "nothing flowed" : Profiler.Here.Mismatch(Activity.Current)),
            null, 5, Timeout.Infinite);
        Assert.Null(await fired.Task);
        using var periodic = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        Assert.True(await periodic.WaitForNextTickAsync());
        Check();
    }

    [Fact]
    public async Task A_channel_carries_no_context_but_what_is_set_by_hand()
    {
        var channel = Channel.CreateUnbounded<Activity>();
        var sent = new Stack<Activity>();
        Task<int> reader = Task.Run(async () =>
        {
            int read = 0;
            await foreach (Activity received in channel.Reader.ReadAllAsync())
            {
                Assert.False(Profiler.Here.IsValid);
                Activity.Current = received;
                Check();
                using (Begin("handle"))
                {
                    await Task.Yield();
                    Check();
                }
                Assert.Equal(received.SpanId.ToHexString(), Profiler.Here.SpanId);
                Activity.Current = null;
                Check();
                read++;
            }
            return read;
        });
        for (int i = 0; i < 10; i++)
        {
            // Not stopped before the reader has handled it: it would be nothing to show.
            Activity send = Begin("send " + i);
            sent.Push(send);
            await channel.Writer.WriteAsync(send);
            await Task.Yield();
            Check();
        }
        channel.Writer.Complete();
        Assert.Equal(10, await reader);
        while (sent.TryPop(out Activity? activity))
        {
            activity.Stop();
            Check();
        }
    }

    [Fact]
    public async Task Pool_threads_are_left_clean()
    {
        using (Begin("outer"))
        {
            await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => Thread.Sleep(1))));
        }
        var seen = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        for (int i = 0; i < 32; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => seen.TrySetResult(Profiler.Here.IsValid), null);
        }
        Assert.False(await seen.Task);
    }

    [Fact]
    public void New_threads()
    {
        using Activity outer = Begin("outer");
        string? flowing = "did not run";
        string? clean = "did not run";
        var started = new Thread(() => flowing = Activity.Current is null ? "nothing flowed" : Profiler.Here.Mismatch(outer));
        var unsafeStarted = new Thread(() => clean = Profiler.Here.Mismatch(null));
        started.Start();
        unsafeStarted.UnsafeStart();
        started.Join();
        unsafeStarted.Join();
        Assert.Null(flowing);
        Assert.Null(clean);
    }

    [Fact]
    public async Task Suppressed_flow()
    {
        using Activity outer = Begin("outer");
        Task<(Activity?, bool)> task;
        using (ExecutionContext.SuppressFlow())
        {
            Check();
            task = Task.Run(() => (Activity.Current, Profiler.Here.IsValid));
        }
        Assert.Equal((null, false), await task);
        Check();
    }

    [Fact]
    public void A_context_that_was_captured_runs_elsewhere()
    {
        ExecutionContext? captured;
        using (Activity outer = Begin("outer"))
        {
            captured = ExecutionContext.Capture();
            using (Begin("inner"))
            {
                ExecutionContext.Run(captured!, _ => Check(), null);
                Check();
            }
        }
        // Its activity has stopped: it is current there, and yet nothing is shown.
        ExecutionContext.Run(captured!, _ =>
        {
            Assert.True(Activity.Current!.IsStopped);
            Assert.False(Profiler.Here.IsValid);
        }, null);
        Assert.False(Profiler.Here.IsValid);
    }

    [Fact]
    public void Set_by_hand()
    {
        Activity first = Begin("first");
        Activity second = Begin("second");
        Activity.Current = first;
        Check();
        Activity.Current = null;
        Check();
        Activity.Current = second;
        Check();
        Assert.Equal(first.SpanId.ToHexString(), Profiler.Here.Root);
        second.Stop();
        Check();
        first.Stop();
        Check();
    }

    [Fact]
    public void A_flow_that_goes_on_keeps_nothing_of_what_ended_in_it()
    {
        WeakReference ended = BeginAndEnd();
        ExecutionContext later = ExecutionContext.Capture()!;
        Assert.False(Profiler.Here.IsValid);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(ended.IsAlive);
        ExecutionContext.Run(later, _ => Assert.False(Profiler.Here.IsValid), null);
        using Activity next = Begin("next");
        Check();
    }

    [Fact]
    public void What_a_flow_captured_before_its_activity_ended_shows_nothing_afterwards()
    {
        Activity activity = Begin("captured");
        ExecutionContext captured = ExecutionContext.Capture()!;
        activity.Stop();
        Assert.False(Profiler.Here.IsValid);
        ExecutionContext.Run(captured, _ => ShowsNothingButWhatBegins(activity), null);
        Assert.False(Profiler.Here.IsValid);

        void ShowsNothingButWhatBegins(Activity parent)
        {
            Assert.Same(parent, Activity.Current);
            Assert.False(Profiler.Here.IsValid);
            using (Begin("child"))
            {
                Check();
                Assert.Equal(parent.SpanId.ToHexString(), Profiler.Here.Root);
            }
            Assert.Same(parent, Activity.Current);
            Assert.False(Profiler.Here.IsValid);
        }
    }

    [Fact]
    public void What_was_made_current_by_hand_is_let_go()
    {
        WeakReference[] first = MakeManyCurrent();
        Check();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.DoesNotContain(first, activity => activity.IsAlive);
    }

    [Fact]
    public void What_was_current_is_kept_while_an_activity_that_is_no_child_of_it_runs()
    {
        Activity outer = Begin("outer");
        ulong started = Profiler.Started("outer").Start;
        var remote = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), default, isRemote: true);
        using (Source.StartActivity("other", ActivityKind.Server, remote))
        {
            using Activity inner = Begin("inner");
            GC.Collect();
        }
        Check();
        outer.Stop();
        Assert.Equal(started, Profiler.Stopped("outer").Start);
    }

    [Fact]
    public void A_stopped_activity_is_none()
    {
        Activity outer = Begin("outer");
        Activity inner = Begin("inner");
        // Stops the outer one first; the runtime then makes it current again as the inner one stops.
        outer.Stop();
        Activity.Current = inner;
        Check();
        inner.Stop();
        Assert.True(Activity.Current is null or { IsStopped: true });
        Assert.False(Profiler.Here.IsValid);
        Activity.Current = outer;
        Check();
    }

    [Fact]
    public async Task Stopped_on_another_flow()
    {
        Activity activity = Begin("elsewhere");
        string id = activity.SpanId.ToHexString();
        Task stop;
        using (ExecutionContext.SuppressFlow())
        {
            stop = Task.Run(activity.Stop);
        }
        await stop;
        SpanCopy span = Profiler.Stopped("elsewhere");
        Assert.Equal((id, id), (span.SpanId, span.Root));
        // Nothing leads to it yet while the flow that it began in has not left its thread: then its start is computed.
        ulong started = Profiler.Started("elsewhere").Start;
        Assert.InRange(span.Start, started - 20_000_000, started + 20_000_000);
        await Task.Yield();
        Check();
    }

    [Fact]
    public async Task Stopped_when_the_flow_that_it_began_in_has_left_its_thread()
    {
        Activity activity = await Task.Run(() => Begin("left"));
        Assert.Null(Activity.Current);
        activity.Stop();
        Assert.Equal(Profiler.Started("left").Start, Profiler.Stopped("left").Start);
    }

    [Fact]
    public void Stopped_from_the_outermost_inwards()
    {
        string[] names = ["first", "second", "third", "fourth"];
        foreach (Activity activity in names.Select(Begin).ToList())
        {
            activity.Stop();
        }
        Assert.All(names, name => Assert.Equal(Profiler.Started(name).Start, Profiler.Stopped(name).Start));
    }

    [Fact]
    public void Stopped_after_others_were_made_current_by_hand()
    {
        string[] names = ["first", "second", "third", "fourth"];
        List<Activity> activities = [];
        foreach (string name in names)
        {
            activities.Add(Begin(name));
            Activity.Current = null;
        }
        for (int i = 0; i < 8; i++)
        {
            Activity.Current = activities[i % activities.Count];
            Check();
        }
        activities.ForEach(activity => activity.Stop());
        Assert.All(names, name => Assert.Equal(Profiler.Started(name).Start, Profiler.Stopped(name).Start));
    }

    [Fact]
    public void Stopped_inside_many_others_that_are_no_parts_of_it()
    {
        Activity first = Begin("first");
        for (int i = 0; i < 4; i++)
        {
            var remote = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), default, isRemote: true);
            _ = Source.StartActivity("other", ActivityKind.Server, remote);
        }
        first.Stop();
        Assert.Equal(Profiler.Started("first").Start, Profiler.Stopped("first").Start);
    }

    [Fact]
    public void Ids_that_are_not_of_W3C_are_not_shown()
    {
        var activity = new Activity("hierarchical");
        activity.SetIdFormat(ActivityIdFormat.Hierarchical);
        activity.Start();
        Check();
        Assert.False(Profiler.Here.IsValid);
        activity.Stop();
        Assert.Empty(Profiler.Spans);
    }

    [Fact]
    public void Exceptions_leave_what_was_before()
    {
        using Activity outer = Begin("outer");
        for (int i = 0; i < 10; i++)
        {
            Assert.Throws<InvalidOperationException>((Action)Fail);
            Check();
            Assert.Equal(outer.SpanId.ToHexString(), Profiler.Here.SpanId);
        }

        void Fail()
        {
            using Activity inner = Begin("inner");
            Check();
            throw new InvalidOperationException("expected");
        }
    }

    [Fact]
    public void Legacy_activities_are_followed()
    {
        Activity legacy = new Activity("legacy").Start();
        Assert.True(Profiler.Here.IsValid);
        Check();
        using (Begin("inner"))
        {
            Check();
        }
        legacy.Stop();
        Check();
        Assert.Equal("legacy", Profiler.Stopped("legacy").Text(SpanKey.Operation));
        Assert.Null(Profiler.Stopped("legacy").Text(SpanKey.Source));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference BeginAndEnd()
    {
        using Activity activity = Begin("ended");
        return new WeakReference(activity);
    }

    // More than the tracker remembers, so that it sees most of them as new.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference[] MakeManyCurrent()
    {
        var activities = new List<Activity>();
        for (int i = 0; i < 10_000; i++)
        {
            activities.Add(Begin("message"));
            Activity.Current = null;
        }
        foreach (Activity activity in activities)
        {
            Activity.Current = activity;
        }
        return [.. activities.Take(5_000).Select(activity => new WeakReference(activity))];
    }
}
