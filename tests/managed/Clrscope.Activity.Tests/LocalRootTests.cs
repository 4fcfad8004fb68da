using System.Diagnostics;

namespace Clrscope.Activities.Tests;

/// <summary>The local root is the outermost activity of this process, whatever called it.</summary>
public sealed class LocalRootTests : TrackerTest
{
    private const string RemoteTrace = "0123456789abcdef0123456789abcdef";
    private const string RemoteSpan = "00f067aa0ba902b7";

    [Fact]
    public void Of_nested_activities()
    {
        using Activity root = Begin("root");
        using Activity middle = Begin("middle");
        using Activity inner = Begin("inner");
        Assert.Equal(root.SpanId.ToHexString(), Profiler.Here.Root);
        Assert.Equal(root.SpanId.ToHexString(), Profiler.Started("inner").Root);
        Assert.Equal(middle.SpanId.ToHexString(), Profiler.Started("inner").ParentId);
    }

    [Fact]
    public void Of_a_remote_parent_is_the_activity_itself()
    {
        using Activity root = Remote("root", ActivityTraceFlags.Recorded);
        using Activity inner = Begin("inner");
        Check();
        SpanCopy record = Profiler.Started("root");
        Assert.Equal((RemoteTrace, RemoteSpan, root.SpanId.ToHexString()), (record.TraceId, record.ParentId, record.Root));
        Assert.Equal(RemoteTrace, Profiler.Here.TraceId);
        Assert.Equal(root.SpanId.ToHexString(), Profiler.Here.Root);
    }

    [Fact]
    public void Of_a_remote_parent_inside_another_activity_is_the_activity_itself()
    {
        using Activity outer = Begin("outer");
        using (Activity remote = Remote("remote", ActivityTraceFlags.None))
        {
            Check();
            Assert.Equal(remote.SpanId.ToHexString(), Profiler.Here.Root);
        }
        Check();
        Assert.Equal(outer.SpanId.ToHexString(), Profiler.Here.Root);
    }

    [Fact]
    public async Task Is_found_where_no_flow_leads_to_it()
    {
        Activity root = Begin("root");
        Activity middle = Begin("middle");
        Activity inner = Begin("inner");
        Activity.Current = null;
        // So many others that the states of the three are not kept.
        for (int i = 0; i < 20_000; i++)
        {
            using Activity other = Begin("other");
            Activity.Current = null;
        }
        await Task.Yield();
        Activity.Current = inner;
        Check();
        inner.Stop();
        SpanCopy stopped = Profiler.Stopped("inner");
        Assert.Equal(
            (root.SpanId.ToHexString(), middle.SpanId.ToHexString()), (stopped.Root, stopped.ParentId));
        ulong started = Profiler.Started("inner").Start;
        Assert.InRange(stopped.Start, started - 20_000_000, started + 20_000_000);
        middle.Stop();
        root.Stop();
    }

    [Fact]
    public void Of_a_very_long_chain()
    {
        Activity root = Begin("root");
        for (int i = 0; i < 5_000; i++)
        {
            _ = Begin("link");
        }
        Check();
        Activity last = Activity.Current!;
        Activity.Current = null;
        Activity.Current = last;
        Check();
        Assert.Equal(root.SpanId.ToHexString(), Profiler.Here.Root);
    }

    private Activity Remote(string name, ActivityTraceFlags flags)
    {
        var parent = new ActivityContext(
            ActivityTraceId.CreateFromString(RemoteTrace), ActivitySpanId.CreateFromString(RemoteSpan), flags, isRemote: true);
        return Source.StartActivity(name, ActivityKind.Server, parent)!;
    }
}
