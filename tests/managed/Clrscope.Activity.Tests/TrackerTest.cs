using System.Diagnostics;

namespace Clrscope.Activities.Tests;

/// <summary>A tracker, a source of activities, and a flow without an activity to begin with.</summary>
public abstract class TrackerTest : IDisposable
{
    private readonly ActivityTracker _tracker;

    protected TrackerTest()
    {
        Activity.Current = null;
        Profiler = new FakeProfiler();
        _tracker = ActivityTracker.Start(Profiler, mayCreate: true);
        Source = new ActivitySource("clrscope test");
    }

    private protected FakeProfiler Profiler { get; }

    protected ActivitySource Source { get; }

    public void Dispose()
    {
        Activity.Current = null;
        _tracker.Dispose();
        Source.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Asserts that the thread's context is that of the current activity.</summary>
    protected void Check() => Assert.Null(Profiler.Here.Mismatch(Activity.Current));

    protected Activity Begin(string name) => Source.StartActivity(name) ?? throw new InvalidOperationException("no activity");
}
