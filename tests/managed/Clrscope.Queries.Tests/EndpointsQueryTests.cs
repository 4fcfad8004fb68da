using Clrscope.Queries.Endpoints;
using Clrscope.Recording;
using static Clrscope.Testing.Recordings.RecordingBuilder;

namespace Clrscope.Queries.Tests;

public sealed class EndpointsQueryTests : RecordingTest
{
    private readonly int _shop;
    private readonly int _catalog;

    public EndpointsQueryTests()
    {
        _shop = Builder.Process(4711, "Shop", "shop");
        _catalog = Builder.Process(4712, "Catalog");
    }

    [Fact]
    public void Cpu_time_requests_durations_and_errors_are_by_endpoint()
    {
        for (ulong i = 1; i <= 200; i++)
        {
            Builder.Request(_shop, Reference(i, i), i, i + i, "GET", "/cart", status: (byte)(i % 100 == 0 ? 2 : 0));
        }

        Builder.Sample(_shop, 50, "A", Reference(7, 7));
        Builder.Sample(_shop, 60, "A", Reference(8, 99, root: 8), weightMs: 20);
        EndpointRow row = Assert.Single(All().Rows);
        Assert.Equal(("GET /cart", "shop"), (row.Endpoint, row.Service));
        Assert.Equal((Ms(30), 2, 200, 0, 2), (row.CpuNs, row.Samples, row.Requests, row.InFlight, row.Errors));
        Assert.Equal((Ms(100), Ms(198)), (row.P50Ns, row.P99Ns));
        Assert.Equal(Ms(30) / 200, row.CpuPerRequestNs);
    }

    [Fact]
    public void Rows_are_by_service_and_most_cpu_time_comes_first()
    {
        Builder.Request(_shop, Reference(1, 1), 0, 10, "GET", "/health");
        Builder.Request(_catalog, Reference(2, 2), 0, 10, "GET", "/health");
        Builder.Sample(_shop, 5, "A", Reference(1, 1));
        Builder.Sample(_catalog, 5, "A", Reference(2, 2), weightMs: 30);
        Builder.Sample(_shop, 5, "B", weightMs: 20);
        Assert.Equal(
            ["Catalog GET /health", "shop [no request]", "shop GET /health"],
            All().Rows.Select(row => $"{row.Service} {row.Endpoint}"));
    }

    [Fact]
    public void What_has_not_ended_in_the_window_counts_apart()
    {
        Builder.Request(_shop, Reference(1, 1), 0, null, "GET", "/cart");
        Builder.Request(_shop, Reference(2, 2), 10, 5000, "GET", "/cart");
        Builder.Sample(_shop, 20, "A", Reference(1, 1));
        Builder.Sample(_shop, 20, "A", Reference(2, 2));
        Builder.Sample(_shop, 20, "A", Reference(3, 3));
        EndpointsResult result = new EndpointsQuery { Window = Window(0, 100) }.Run(Reader);
        EndpointRow cart = Assert.Single(result.Rows, row => row.Endpoint == "GET /cart");
        Assert.Equal((0, 1, Ms(10)), (cart.Requests, cart.InFlight, cart.CpuNs));
        Assert.Null(cart.P50Ns);
        Assert.Null(cart.CpuPerRequestNs);
        EndpointRow inFlight = Assert.Single(result.Rows, row => row.Endpoint == "[in flight]");
        Assert.Equal((0, 2, Ms(20)), (inFlight.Requests, inFlight.InFlight, inFlight.CpuNs));
        Assert.Equal((0, 3), (result.Requests, result.InFlight));
    }

    [Fact]
    public void Work_behind_an_answer_belongs_to_its_endpoint_though_the_request_is_over()
    {
        Builder.Request(_shop, Reference(1, 1), 0, 10, "POST", "/orders");
        Builder.Flush(1000);
        Builder.Sample(_shop, 70_000, "A", Reference(1, 1));
        Builder.Flush(70_000);
        EndpointRow row = Assert.Single(new EndpointsQuery { Window = Window(60_000, 80_000) }.Run(Reader).Rows);
        Assert.Equal(("POST /orders", Ms(10), 0, 0), (row.Endpoint, row.CpuNs, row.Requests, row.InFlight));
    }

    [Fact]
    public void A_window_without_anything_has_no_rows()
    {
        Builder.Request(_shop, Reference(1, 1), 0, 10, "GET", "/cart");
        Builder.Sample(_shop, 5, "A", Reference(1, 1));
        EndpointsResult result = new EndpointsQuery { Window = Window(60_000, 120_000) }.Run(Reader);
        Assert.Empty(result.Rows);
        Assert.Equal((0, 0, 0), (result.CpuNs, result.Requests, result.InFlight));
    }

    [Fact]
    public void Spans_without_samples_and_samples_without_spans_are_both_there()
    {
        Builder.Request(_shop, Reference(1, 1), 0, 10, "GET", "/cart");
        Builder.Sample(_catalog, 5, "A");
        Assert.Equal(["[no request]", "GET /cart"], All().Rows.Select(row => row.Endpoint));
    }

    [Fact]
    public void A_clock_that_was_set_back_makes_no_negative_duration()
    {
        Builder.Request(_shop, Reference(1, 1), 100, 40, "GET", "/cart");
        Builder.Sample(_shop, 50, "A");
        EndpointRow row = Assert.Single(All().Rows, row => row.Requests == 1);
        Assert.Equal((0, 0), (row.P50Ns, row.P99Ns));
    }

    [Fact]
    public void Other_kinds_of_samples_are_no_cpu_time()
    {
        Builder.Sample(_shop, 5, "A", kind: 77);
        Builder.Sample(_shop, 6, "A", Reference(1, 1), kind: 77);
        Assert.Equal(0, All().CpuNs);
        Assert.Equal(0, All().Samples);
    }

    [Theory]
    [InlineData("SHOP", null, 10)]
    [InlineData("Shop", null, 10)]
    [InlineData("catalog", null, 30)]
    [InlineData(null, 4712, 30)]
    [InlineData("shop", 4712, 0)]
    public void Processes_are_chosen_by_service_name_and_pid(string? service, int? pid, double cpuMs)
    {
        Builder.Sample(_shop, 5, "A");
        Builder.Sample(_catalog, 5, "A", weightMs: 30);
        EndpointsQuery query = new() { Processes = new ProcessFilter { Service = service, Pid = pid } };
        Assert.Equal(Ms(cpuMs), query.Run(Reader).CpuNs);
    }

    [Fact]
    public void Damage_takes_nothing_but_the_block()
    {
        for (int second = 0; second < 4; second++)
        {
            Builder.Sample(_shop, (second * 1000) + 5, "A");
            Builder.Flush((second + 1) * 1000);
        }

        Builder.Dispose();
        string file = Assert.Single(Directory.GetFiles(DirectoryPath, "*.rec"));
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 0x55;
        File.WriteAllBytes(file, bytes);
        EndpointsResult result = All();
        Assert.Equal(3, result.Samples);
        Assert.Equal(1, result.Damage.Blocks);
    }

    private EndpointsResult All() => new EndpointsQuery().Run(Reader);
}
