using System.Diagnostics;
using System.Text;

namespace Clrscope.Activities.Tests;

public sealed class SpanRecordTests : TrackerTest
{
    [Fact]
    public void Started_has_ids_and_names()
    {
        ulong before = MonotonicClock.Now;
        using Activity activity = Source.StartActivity("work", ActivityKind.Consumer)!;
        activity.SetTag("http.route", "/late");
        SpanCopy record = Profiler.Started("work");
        Assert.Equal([SpanKey.Source, SpanKey.Operation], record.Keys);
        Assert.Equal("clrscope test", record.Text(SpanKey.Source));
        Assert.Equal((int)ActivityKind.Consumer, record.ActivityKind);
        Assert.Equal((0ul, "0000000000000000"), (record.End, record.ParentId));
        Assert.InRange(record.Start, before, MonotonicClock.Now);
    }

    [Fact]
    public void Stopped_has_all()
    {
        using (Activity activity = Source.StartActivity("work", ActivityKind.Server)!)
        {
            activity.DisplayName = "GET /cart/{id}";
            activity.SetStatus(ActivityStatusCode.Error);
            activity.SetTag("http.route", "cart/{id}").SetTag("http.request.method", "GET").SetTag("url.path", "/cart/7");
            activity.SetTag("rpc.system", "grpc").SetTag("rpc.service", "Shop").SetTag("rpc.method", "Buy");
            activity.SetTag("db.system", "old").SetTag("db.system.name", "new").SetTag("db.operation", "SELECT");
            activity.SetTag("db.name", "shop").SetTag("db.collection.name", "carts");
            activity.SetTag("http.response.status_code", 500).SetTag("error.type", "timeout").SetTag("other", "left out");
            Thread.Sleep(3);
        }
        SpanCopy record = Profiler.Stopped("work");
        Assert.Equal(Enumerable.Range(1, 15), record.Keys);
        string?[] expected =
        [
            "GET /cart/{id}", "/cart/{id}", "GET", "/cart/7", "grpc", "Shop", "Buy", "new", "SELECT", "shop", "carts", "500", "timeout",
        ];
        Assert.Equal(expected, Enumerable.Range(3, 13).Select(record.Text));
        Assert.Equal((int)ActivityStatusCode.Error, record.Status);
        Assert.InRange(record.End - record.Start, 3_000_000ul, 2_000_000_000ul);
    }

    [Fact]
    public void Older_names_of_tags_count_too()
    {
        using (Activity activity = Begin("work"))
        {
            activity.SetTag("http.method", "POST").SetTag("http.target", "/cart?user=7").SetTag("http.status_code", 204);
        }
        SpanCopy record = Profiler.Stopped("work");
        Assert.Equal(
            ("POST", "/cart", "204"), (record.Text(SpanKey.HttpMethod), record.Text(SpanKey.UrlPath), record.Text(SpanKey.HttpStatus)));
    }

    [Theory]
    [InlineData('a', 1)]
    [InlineData('é', 2)]
    [InlineData('€', 3)]
    public void Huge_names_are_cut_between_characters(char letter, int bytes)
    {
        string huge = new(letter, 100_000);
        Source.StartActivity("x" + huge)!.Stop();
        string name = Profiler.Spans.Last().Text(SpanKey.Operation)!;
        Assert.Equal("x" + new string(letter, 199 / bytes), name);
        Assert.InRange(Encoding.UTF8.GetByteCount(name), 198, 200);
    }

    [Fact]
    public void Pairs_of_surrogates_stay_whole_and_lone_ones_are_replaced()
    {
        Source.StartActivity(new string('x', 197) + "\U0001F600")!.Stop();
        Assert.Equal(new string('x', 197), Profiler.Spans.Last().Text(SpanKey.Operation));
        Source.StartActivity(new string('x', 196) + "\U0001F600")!.Stop();
        Assert.EndsWith("\U0001F600", Profiler.Spans.Last().Text(SpanKey.Operation), StringComparison.Ordinal);
        Source.StartActivity("a\uD83Db\uDE00")!.Stop();
        Assert.Equal("a\uFFFDb\uFFFD", Profiler.Spans.Last().Text(SpanKey.Operation));
    }

    [Fact]
    public void What_does_not_fit_is_left_out()
    {
        using (Activity activity = Begin("work"))
        {
            foreach (string name in (string[])["http.route", "url.path", "rpc.service", "rpc.method", "db.namespace", "db.operation"])
            {
                activity.SetTag(name, new string('x', 100_000));
            }
            activity.SetTag("error.type", "short");
        }
        SpanCopy record = Profiler.Stopped("work");
        Assert.InRange(record.Size, 800, 1024);
        Assert.Equal(200, record.Text(SpanKey.HttpRoute)!.Length);
        Assert.Null(record.Text(SpanKey.DbNamespace));
        Assert.Equal("short", record.Text(SpanKey.ErrorType));
    }

    [Fact]
    public void Many_and_odd_tags()
    {
        using (Activity activity = Begin("work"))
        {
            activity.SetTag("http.route", new Thrower()).SetTag("url.path", "").SetTag("db.name", ActivityKind.Client);
            activity.AddTag("error.type", "a").AddTag("error.type", "b");
            for (int i = 0; i < 1_000; i++)
            {
                activity.SetTag("tag " + i, i);
            }
        }
        SpanCopy record = Profiler.Stopped("work");
        Assert.Equal([SpanKey.Source, SpanKey.Operation, SpanKey.DbNamespace, SpanKey.ErrorType], record.Keys);
        Assert.Equal("Client", record.Text(SpanKey.DbNamespace));
    }

    [Fact]
    public void A_hundred_thousand_spans()
    {
        const int Count = 100_000;
        for (int i = 0; i < Count; i++)
        {
            using Activity activity = Begin("many");
        }
        Check();
        Assert.Equal(2 * Count, Profiler.Spans.Count);
        Assert.Equal(Count, Profiler.Spans.Select(span => span.SpanId).Distinct().Count());
    }

    [Fact]
    public void Activities_are_not_kept_alive()
    {
        WeakReference[] activities = [.. Enumerable.Range(0, 100).Select(_ => Abandon())];
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.InRange(activities.Count(activity => activity.IsAlive), 0, 2);
    }

    [Fact]
    public void A_switch_between_flows_allocates_nothing()
    {
        using Activity outer = Begin("outer");
        ExecutionContext first = ExecutionContext.Capture()!;
        using Activity inner = Begin("inner");
        ContextCallback nothing = static _ => { };
        for (int i = 0; i < 100; i++)
        {
            ExecutionContext.Run(first, nothing, null);
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            ExecutionContext.Run(first, nothing, null);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Check();
    }

    private WeakReference Abandon()
    {
        var activity = new WeakReference(Begin("abandoned"));
        Activity.Current = null;
        return activity;
    }

    private sealed class Thrower
    {
        public override string ToString() => throw new InvalidOperationException("not to be called");
    }
}
