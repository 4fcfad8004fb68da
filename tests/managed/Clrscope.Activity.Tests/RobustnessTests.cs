using System.Diagnostics;

namespace Clrscope.Activities.Tests;

/// <summary>Whatever happens on our side, the program does not notice.</summary>
public sealed class RobustnessTests : TrackerTest
{
    [Fact]
    public void A_profiler_that_throws()
    {
        Profiler.Throws = true;
        var thread = new Thread(() =>
        {
            using Activity outer = Begin("outer");
            Activity.Current = null;
            Activity.Current = outer;
            using Activity inner = Begin("inner");
            ExecutionContext.Run(ExecutionContext.Capture()!, _ => { }, null);
        });
        thread.Start();
        thread.Join();
        Assert.Empty(Profiler.Spans);
    }

    [Fact]
    public void A_thread_that_becomes_known_late()
    {
        Profiler.KnowsThreads = false;
        int turns = 0;
        var thread = new Thread(() =>
        {
            using (Begin("unknown"))
            {
                Assert.False(Profiler.Here.IsValid);
            }
            Profiler.KnowsThreads = true;
            for (; turns < 1_000 && !Profiler.Here.IsValid; turns++)
            {
                Activity.Current = null;
                _ = Begin("known");
            }
            Check();
        });
        thread.Start();
        thread.Join();
        Assert.InRange(turns, 1, 100);
    }

    [Fact]
    public void A_profiler_is_served_once()
    {
        using Activity activity = Begin("one");
        Assert.Single(Profiler.Spans);
        // What the start-up hook does when it runs again where no profiler is.
        Assert.Equal("no profiler runs in this process", Attachment.Run());
        using Activity second = Begin("two");
        Assert.Equal(2, Profiler.Spans.Count);
    }
}
