using Clrscope.Queries.Slow;
using static Clrscope.Testing.Recordings.RecordingBuilder;

namespace Clrscope.Queries.Tests;

public sealed class SlowQueryTests : RecordingTest
{
    private readonly int _shop;

    public SlowQueryTests() => _shop = Builder.Process(4711, "Shop", "shop");

    [Fact]
    public void The_slowest_come_first_with_what_they_used_cpu_time_for()
    {
        Builder.Request(_shop, Reference(1, 1), 0, 100, "GET", "/fast");
        Builder.Request(_shop, Reference(2, 2), 0, 900, "GET", "/slow", status: 2);
        Builder.Span(_shop, Reference(2, 3, root: 2), 0, 5000, "no root", parent: 2);
        Builder.Sample(_shop, 10, "[kernel] write;libcoreclr.so+0x10;System.Copy();Main", Reference(2, 2), weightMs: 30);
        Builder.Sample(_shop, 20, "[clr stub];System.Copy();Main", Reference(2, 3, root: 2));
        Builder.Sample(_shop, 30, "A;Main", Reference(2, 2));
        Builder.Sample(_shop, 40, "libcoreclr.so+0x20;[kernel] x", Reference(2, 2), weightMs: 20);
        Builder.Sample(_shop, 40, "", Reference(2, 2), weightMs: 5);
        Builder.Sample(_shop, 50, "B;Main", Reference(1, 1));
        SlowResult result = new SlowQuery { Top = 1 }.Run(Reader);
        Assert.Equal(2, result.Requests);
        SlowRequest row = Assert.Single(result.Rows);
        Assert.Equal(("GET /slow", "error", Ms(900), Ms(75), 5), (row.Endpoint, row.Status, row.DurationNs, row.CpuNs, row.Samples));
        Assert.Equal("aaaa0000000000020000000000000002", row.TraceId);
        Assert.Equal(
            [new("System.Copy()", Ms(40), 2), new("libcoreclr.so+0x20", Ms(20), 1), new("A", Ms(10), 1)], row.Frames);
    }

    [Fact]
    public void Endpoints_are_chosen_by_a_part_of_their_name()
    {
        Builder.Request(_shop, Reference(1, 1), 0, 100, "GET", "/cart/{id}");
        Builder.Request(_shop, Reference(2, 2), 0, 900, "GET", "/orders");
        Assert.Equal("GET /cart/{id}", Assert.Single(new SlowQuery { Endpoint = "get /CART" }.Run(Reader).Rows).Endpoint);
    }

    [Fact]
    public void Requests_in_flight_are_told_apart()
    {
        Builder.Request(_shop, Reference(1, 1), 50, null, "GET", "/cart");
        Builder.Request(_shop, Reference(2, 2), 20, null, "GET", "/orders");
        SlowResult result = new SlowQuery().Run(Reader);
        Assert.Empty(result.Rows);
        Assert.Equal(2, result.InFlight);
        Assert.Equal("GET /orders", result.OldestInFlight?.Name);
        Assert.Null(result.OldestInFlight?.DurationNs);
    }

    [Fact]
    public void An_end_after_the_window_does_not_count()
    {
        Builder.Request(_shop, Reference(1, 1), 50, 500, "GET", "/cart");
        SlowResult result = new SlowQuery { Window = Window(0, 100) }.Run(Reader);
        Assert.Empty(result.Rows);
        Assert.Equal(0, result.Requests);
    }
}
