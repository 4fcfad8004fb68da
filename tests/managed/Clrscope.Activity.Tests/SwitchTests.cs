using System.Diagnostics;

namespace Clrscope.Activities.Tests;

/// <summary>The profiler switches contexts and records on and off while the program runs.</summary>
public sealed class SwitchTests : TrackerTest
{
    private const uint Contexts = 1;
    private const uint Spans = 2;

    [Fact]
    public void Off_means_off()
    {
        Profiler.Flags = 0;
        Assert.Null(Source.StartActivity("none"));
        Activity legacy = new Activity("legacy").Start();
        Assert.False(Profiler.Here.IsValid);
        legacy.Stop();
        Assert.Empty(Profiler.Spans);
    }

    [Fact]
    public async Task Contexts_off_and_on_again()
    {
        Activity outer = Begin("outer");
        Profiler.Flags = Spans;
        await Task.Yield();
        Activity legacy = new Activity("while off").Start();
        Assert.False(Profiler.Here.IsValid);
        await Task.Delay(2);
        Assert.False(Profiler.Here.IsValid);
        Profiler.Flags = Contexts | Spans;
        await Task.Delay(2);
        Assert.False(Profiler.Here.IsValid);
        using (Begin("inner"))
        {
            Check();
            await Task.Yield();
            Check();
            Assert.Equal(outer.SpanId.ToHexString(), Profiler.Here.Root);
        }
        Check();
        legacy.Stop();
        Check();
        outer.Stop();
        Check();
    }

    [Fact]
    public void What_is_current_is_not_forgotten_for_others_that_began_while_all_was_off()
    {
        Profiler.Flags = 0;
        List<Activity> unknown = [.. Enumerable.Range(0, 3).Select(_ => new Activity("unknown").Start())];
        Activity.Current = null;
        Profiler.Flags = Contexts | Spans;
        Activity first = Begin("first");
        foreach (Activity activity in unknown)
        {
            Activity.Current = activity;
            Check();
        }
        first.Stop();
        Assert.Equal(Profiler.Started("first").Start, Profiler.Stopped("first").Start);
    }

    [Fact]
    public void Contexts_come_back_for_what_stays_current()
    {
        Activity outer = Begin("outer");
        Profiler.Flags = 0;
        ExecutionContext.Run(ExecutionContext.Capture()!, _ => { }, null);
        Profiler.Flags = Contexts;
        Activity.Current = outer;
        Assert.True(Profiler.Here.IsValid);
        Check();
        outer.Stop();
    }

    [Fact]
    public void Records_alone_and_contexts_alone()
    {
        Profiler.Flags = Spans;
        new Activity("records").Start().Stop();
        Assert.Equal(2, Profiler.Spans.Count);
        Profiler.Flags = Contexts;
        using (Begin("contexts"))
        {
            Check();
            Assert.True(Profiler.Here.IsValid);
        }
        Assert.Equal(2, Profiler.Spans.Count);
    }

    [Fact]
    public void A_span_that_began_unseen_has_the_age_that_it_says()
    {
        Profiler.Flags = 0;
        Activity activity = new Activity("unseen").Start();
        Thread.Sleep(20);
        Profiler.Flags = Spans;
        ulong now = MonotonicClock.Now;
        activity.Stop();
        Assert.InRange(now - Profiler.Stopped("unseen").Start, 15_000_000ul, 5_000_000_000ul);

        Profiler.Flags = 0;
        activity = new Activity("future").SetStartTime(DateTime.UtcNow.AddHours(1)).Start();
        Profiler.Flags = Spans;
        activity.Stop();
        SpanCopy future = Profiler.Stopped("future");
        Assert.InRange(future.End - future.Start, 0ul, 1_000_000ul);
    }
}
