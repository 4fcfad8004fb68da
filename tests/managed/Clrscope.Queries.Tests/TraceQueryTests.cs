using Clrscope.Queries.Traces;
using Clrscope.Recording;
using static Clrscope.Testing.Recordings.RecordingBuilder;

namespace Clrscope.Queries.Tests;

public sealed class TraceQueryTests : RecordingTest
{
    private readonly int _shop;
    private readonly int _catalog;

    public TraceQueryTests()
    {
        _shop = Builder.Process(4711, "Shop", "shop");
        _catalog = Builder.Process(4712, "Catalog", "catalog");
    }

    [Fact]
    public void Spans_of_two_processes_are_one_tree()
    {
        Builder.Request(_catalog, Reference(1, 3), 30, 80, "GET", "/items", parent: 2);
        Builder.Span(_shop, Reference(1, 2, root: 1), 20, 90, "call", parent: 1);
        Builder.Request(_shop, Reference(1, 1), 10, 100, "GET", "/cart");
        Builder.Request(_shop, Reference(2, 9), 10, 100, "GET", "/other");
        Builder.Sample(_shop, 20, "A", Reference(1, 1));
        Builder.Sample(_catalog, 50, "B", Reference(1, 3), weightMs: 20);
        Builder.Sample(_shop, 50, "C", Reference(2, 9));
        TraceResult trace = Trace();
        Assert.Equal(
            ["0 shop GET /cart", "1 shop call", "2 catalog GET /items"],
            trace.Spans.Select(span => $"{span.Depth} {span.Service} {span.Name}"));
        Assert.Equal([Ms(0), Ms(10), Ms(20)], trace.Spans.Select(span => span.StartNs));
        Assert.Equal([Ms(90), Ms(70), Ms(50)], trace.Spans.Select(span => span.DurationNs));
        Assert.Equal([Ms(30), Ms(20), Ms(20)], trace.Spans.Select(span => span.CpuNs));
        Assert.Equal([Ms(10), Ms(0), Ms(20)], trace.Spans.Select(span => span.SelfCpuNs));
        Assert.Equal((Ms(90), Ms(30), 2, 3), (trace.DurationNs, trace.CpuNs, trace.Samples, trace.SpanCount));
        Assert.Equal(["catalog", "shop"], trace.Threads.Select(thread => thread.Service));
        Assert.Equal([new TimeInterval(Ms(0), Ms(10)), new TimeInterval(Ms(20), Ms(40))], trace.Spans[0].OnCpuBelow);
        Assert.Equal([new TimeInterval(Ms(20), Ms(40))], trace.Spans[2].OnCpu);
    }

    [Fact]
    public void Samples_that_follow_one_another_are_one_interval_clipped_to_the_span()
    {
        Builder.Request(_shop, Reference(1, 1), 10, 100, "GET", "/cart");
        foreach (double at in (double[])[15, 25, 37, 60, 105])
        {
            Builder.Sample(_shop, at, "A", Reference(1, 1));
        }

        TraceResult trace = Trace();
        Assert.Equal(
            [new(0, Ms(27)), new(Ms(40), Ms(50)), new(Ms(85), Ms(90))], trace.Spans[0].OnCpu);
        Assert.Equal(Ms(50), trace.CpuNs);
        Assert.Equal(Ms(10), trace.SamplingIntervalNs);
    }

    [Fact]
    public void Waiting_is_told_with_the_async_method_before_it()
    {
        Builder.Request(_shop, Reference(1, 1), 0, 300, "GET", "/cart");
        Builder.Sample(_shop, 10, "Read();Shop.Load(int) [async];Shop.Handle() [async]", Reference(1, 1));
        Builder.Sample(_shop, 300, "B", Reference(1, 1));
        TraceWait wait = Assert.Single(Trace().Waits);
        Assert.Equal(("GET /cart", "Shop.Load(int) [async]"), (wait.SpanName, wait.Method));
        Assert.Equal(new TimeInterval(Ms(10), Ms(290)), wait.At);
    }

    [Fact]
    public void The_innermost_span_awaits_and_the_method_may_be_that_of_its_parent()
    {
        Builder.Request(_shop, Reference(1, 1), 0, 300, "GET", "/cart");
        Builder.Span(_shop, Reference(1, 2, root: 1), 10, 290, "SELECT", parent: 1);
        Builder.Sample(_shop, 10, "Shop.Load(int) [async]", Reference(1, 1));
        Builder.Sample(_shop, 300, "B", Reference(1, 1));
        TraceWait wait = Assert.Single(Trace().Waits);
        Assert.Equal(("SELECT", "Shop.Load(int) [async]", Ms(280)), (wait.SpanName, wait.Method, wait.At.LengthNs));
    }

    [Fact]
    public void Spans_known_only_by_id_are_shown_as_such()
    {
        Builder.Request(_shop, Reference(1, 1), 10, 100, "GET", "/cart", parent: 77);
        Builder.Span(_shop, Reference(1, 5, root: 1), 20, 30, "lost parent", parent: 4);
        Builder.Sample(_shop, 50, "A", Reference(1, 8, root: 1));
        TraceResult trace = Trace();
        Assert.Equal(
            [
                "0 Remote [remote parent 000000000000004d]",
                "1 Ended GET /cart",
                "2 NotRecorded [not recorded 0000000000000004]",
                "3 Ended lost parent",
                "2 NotRecorded [not recorded 0000000000000008]",
            ],
            trace.Spans.Select(span => $"{span.Depth} {span.State} {span.Name}"));
        Assert.Equal((Ms(0), Ms(90)), (trace.Spans[0].StartNs, trace.Spans[0].DurationNs));
        Assert.Equal((Ms(30), Ms(10)), (trace.Spans[4].StartNs, trace.Spans[4].DurationNs));
        Assert.Equal(2, trace.SpanCount);
    }

    [Fact]
    public void A_trace_may_have_samples_only()
    {
        Builder.Sample(_shop, 50, "A", Reference(1, 1));
        TraceSpan span = Assert.Single(Trace().Spans);
        Assert.Equal((TraceSpanState.NotRecorded, Ms(10), "shop"), (span.State, span.CpuNs, span.Service));
    }

    [Fact]
    public void A_trace_may_have_spans_only()
    {
        Builder.Request(_shop, Reference(1, 1), 10, 100, "GET", "/cart");
        TraceResult trace = Trace();
        Assert.Equal((0, 0, 0), (trace.Samples, trace.SamplingIntervalNs, trace.ThreadCount));
        Assert.Null(Assert.Single(trace.Waits).Method);
    }

    [Fact]
    public void What_is_in_flight_lasts_until_the_last_that_is_known()
    {
        Builder.Request(_shop, Reference(1, 1), 10, null, "GET", "/cart");
        Builder.Sample(_shop, 500, "A", Reference(1, 1));
        TraceResult trace = Trace();
        Assert.True(trace.IsInFlight);
        Assert.Equal((TraceSpanState.InFlight, "GET /cart", Ms(490)), (trace.Spans[0].State, trace.Spans[0].Name, trace.Spans[0].DurationNs));
    }

    [Fact]
    public void Clocks_that_were_set_back_make_nothing_negative()
    {
        Builder.Request(_shop, Reference(1, 1), 100, 20, "GET", "/cart");
        Builder.Span(_shop, Reference(1, 2, root: 1), 50, 10, "early", parent: 1);
        Builder.Sample(_shop, 15, "A", Reference(1, 1));
        TraceResult trace = Trace();
        Assert.Equal([Ms(50), 0], trace.Spans.Select(span => span.StartNs));
        Assert.All(trace.Spans, span => Assert.Equal(0, span.DurationNs));
        Assert.Equal(Ms(10), trace.CpuNs);
    }

    [Fact]
    public void Calls_into_the_kernel_are_told_by_span()
    {
        Builder.Request(_shop, Reference(1, 1), 0, 100, "GET", "/cart");
        Builder.Sample(_shop, 20, "[kernel] read;A", Reference(1, 1));
        Builder.Sample(_shop, 30, "[kernel] read;B", Reference(1, 1));
        Builder.Sample(_shop, 40, "A", Reference(1, 1));
        Assert.Equal(new NamedCpu("[kernel] read", Ms(20), 2), Assert.Single(Trace().Spans[0].Kernel));
    }

    [Fact]
    public void Equal_stacks_of_several_files_and_threads_are_one()
    {
        Builder.Request(_shop, Reference(1, 1), 0, 100_000, "GET", "/cart");
        Builder.Sample(_shop, 20, "A;Main", Reference(1, 1));
        Builder.Flush(61_000);
        Builder.Sample(_shop, 62_000, "A;Main", Reference(1, 1), tid: 101);
        Builder.Sample(_shop, 63_000, "B;Main", Reference(1, 1), tid: 101);
        TraceResult trace = Trace();
        Assert.Equal(["A Main 20", "B Main 10"], trace.Stacks.Select(stack => $"{string.Join(' ', stack.Frames)} {stack.CpuNs / Millisecond}"));
        Assert.Equal(2, trace.ThreadCount);
    }

    [Fact]
    public void Of_100000_spans_the_largest_are_shown_and_the_rest_is_summed_up()
    {
        const int count = 100_000;
        Builder.Request(_shop, Reference(1, 1), 0, 200_000, "GET", "/batch");
        for (ulong i = 0; i < count - 1; i++)
        {
            Builder.Span(_shop, Reference(1, i + 2, root: 1), i, i + (i == 5000 ? 70_000u : 1u), $"item {i}", parent: 1);
        }

        Builder.Sample(_shop, 5, "A", Reference(1, 3, root: 1));
        Builder.Sample(_shop, 900, "A", Reference(1, 902, root: 1));
        TraceResult trace = Trace(maxSpans: 3);
        Assert.Equal(count, trace.SpanCount);
        Assert.Equal(3, trace.Spans.Count);
        Assert.Contains("item 5000", trace.Spans.Select(span => span.Name));
        Assert.Equal(count - 3, trace.Spans[0].Hidden.Count);
        Assert.Equal(Ms(20), trace.Spans[0].Hidden.CpuNs + trace.Spans.Sum(span => span.SelfCpuNs));
    }

    [Fact]
    public void Spans_may_be_nested_100000_deep()
    {
        for (ulong i = 1; i <= 100_000; i++)
        {
            Builder.Span(_shop, Reference(1, i, root: 1), 0, 100, $"level {i}", parent: i - 1);
        }

        Builder.Sample(_shop, 50, "A", Reference(1, 100_000, root: 1));
        TraceResult trace = Trace(maxSpans: 10);
        Assert.Equal(Enumerable.Range(0, 10), trace.Spans.Select(span => span.Depth));
        Assert.All(trace.Spans, span => Assert.Equal(Ms(10), span.CpuNs));
        Assert.Equal(99_990, trace.Spans[9].Hidden.Count);
    }

    [Fact]
    public void Parents_that_go_round_in_circles_are_all_shown()
    {
        Builder.Span(_shop, Reference(1, 1, root: 9), 0, 100, "a", parent: 3);
        Builder.Span(_shop, Reference(1, 2, root: 9), 0, 100, "b", parent: 1);
        Builder.Span(_shop, Reference(1, 3, root: 9), 0, 100, "c", parent: 2);
        Builder.Span(_shop, Reference(1, 4, root: 9), 0, 100, "self", parent: 4);
        Assert.Equal(["a", "b", "c", "self"], Trace().Spans.Select(span => span.Name).Order());
    }

    [Fact]
    public void Digits_that_fit_several_traces_give_them_all()
    {
        Builder.Request(_shop, Reference(1, 1), 0, 100, "GET", "/cart");
        Builder.Request(_shop, Reference(2, 2), 0, 100, "GET", "/orders");
        TraceAnswer answer = new TraceQuery { Id = TraceIdPrefix.Parse("aaaa0000")! }.Run(Reader);
        Assert.Null(answer.Trace);
        Assert.Equal(["GET /cart", "GET /orders"], answer.Candidates.Select(candidate => candidate.Endpoint).Order());
    }

    [Fact]
    public void The_id_of_a_span_leads_to_its_trace()
    {
        Builder.Request(_shop, Reference(1, 0xABCD_0000_0000_0007), 0, 100, "GET", "/cart");
        TraceAnswer answer = new TraceQuery { Id = TraceIdPrefix.Parse("abcd000000000007")! }.Run(Reader);
        Assert.Null(answer.Trace);
        Assert.Equal("aaaa0000000000010000000000000001", answer.TraceOfSpan);
    }

    private TraceResult Trace(int maxSpans = 50) => Assert.IsType<TraceResult>(
        new TraceQuery { Id = TraceIdPrefix.Parse("aaaa0000000000010000000000000001")!, MaxSpans = maxSpans }.Run(Reader).Trace);
}
