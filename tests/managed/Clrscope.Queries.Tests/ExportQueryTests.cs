using Clrscope.Profiles;
using Clrscope.Queries.Export;
using Clrscope.Recording;
using static Clrscope.Testing.Recordings.RecordingBuilder;

namespace Clrscope.Queries.Tests;

public sealed class ExportQueryTests : RecordingTest
{
    private readonly int _shop;

    public ExportQueryTests()
    {
        _shop = Builder.Process(4711, "Shop", "shop");
        Builder.Request(_shop, Reference(1, 1), 0, 100, "GET", "/cart");
        Builder.Request(_shop, Reference(2, 0xF000_0000_0000_0002), 0, 100, "GET", "/orders");
        Builder.Sample(_shop, 10, "A;Main", Reference(1, 5, root: 1));
        Builder.Sample(_shop, 20, "A;Main", Reference(1, 5, root: 1));
        Builder.Sample(_shop, 30, "A;Main", Reference(2, 0xF000_0000_0000_0002), tid: 200, thread: "worker 2");
        Builder.Sample(_shop, 40, "B;Main", tid: 300, thread: "");
        Builder.Sample(_shop, 50, "A;Main", Reference(3, 3));
        Builder.Sample(_shop, 50, "A;Main", kind: 77);
    }

    [Fact]
    public void Samples_have_the_labels_of_the_agents_profiles()
    {
        Profile profile = Run(new ExportQuery());
        Assert.Equal(5, profile.Total(0));
        Assert.Equal(Ms(50), profile.Total(1));
        Assert.Equal(Ms(10), profile.Period);
        Sample cart = Assert.Single(profile.Samples, sample => sample.Values[0] == 2);
        Assert.Equal(
            [
                new("local root span id", 1),
                new("pid", 4711),
                new("process", "Shop"),
                new("span id", 5),
                new("span_id", "0000000000000005"),
                new("thread id", 100),
                new("thread name", ".NET TP Worker"),
                new("trace endpoint", "GET /cart"),
                new("trace_id", "aaaa0000000000010000000000000001"),
            ],
            cart.Labels);
        Sample outside = Assert.Single(profile.Samples, sample => sample.Labels.Find("trace_id") is null);
        Assert.Equal(["pid", "process", "thread id"], outside.Labels.Select(label => label.Key));
        Assert.Contains(profile.Samples, sample => sample.Labels.Find("trace endpoint")?.Text == "[in flight]");
        Assert.Contains(
            profile.Samples, sample => sample.Labels.Find("span id")?.Number == unchecked((long)0xF000_0000_0000_0002));
    }

    [Theory]
    [InlineData("/cart", null, 2)]
    [InlineData("[in flight]", null, 1)]
    [InlineData("[no request]", null, 1)]
    [InlineData("[no request]", "100", 0)]
    [InlineData(null, "200", 1)]
    [InlineData(null, "WORKER", 4)]
    [InlineData("/orders", "100", 0)]
    public void Slices_are_by_endpoint_and_thread(string? endpoint, string? thread, int samples) =>
        Assert.Equal(samples, Run(new ExportQuery { Endpoint = endpoint, Thread = thread }).Total(0));

    [Fact]
    public void Slices_are_by_trace_and_by_time()
    {
        Assert.Equal(2, Run(new ExportQuery { Trace = Reference(1, 1).TraceId }).Total(0));
        Profile profile = Run(new ExportQuery { Window = Window(15, 40) });
        Assert.Equal(2, profile.Total(0));
        Assert.Equal(Builder.UnixNs(15), profile.TimeNanos);
        Assert.Equal(Ms(25), profile.DurationNanos);
    }

    [Theory]
    [InlineData(ExportQuery.DefaultMaxSamples, null)]
    [InlineData(1, null)]
    [InlineData(1, "/orders")]
    public void Work_behind_an_answer_has_its_endpoint_though_the_request_is_over(int maxSamples, string? endpoint)
    {
        Builder.Flush(1000);
        Builder.Sample(_shop, 70_000, "A", Reference(2, 0xF000_0000_0000_0002));
        Builder.Sample(_shop, 70_001, "B", Reference(2, 0xF000_0000_0000_0002));
        Builder.Flush(70_000);
        ExportQuery query = new() { Window = Window(60_000, 80_000), MaxSamples = maxSamples, Endpoint = endpoint };
        Assert.Equal(["GET /orders", "GET /orders"], Run(query).Samples.Select(sample => sample.Labels.Find("trace endpoint")?.Text));
    }

    [Fact]
    public void Too_many_different_samples_lose_the_labels_of_spans_and_then_of_threads()
    {
        ExportResult result = new ExportQuery { MaxSamples = 4 }.Run(Reader);
        Assert.Equal(ExportDetail.Span, result.Detail);
        result = new ExportQuery { MaxSamples = 3 }.Run(Reader);
        Assert.Equal(ExportDetail.Process, result.Detail);
        Assert.Equal(5, result.Profile.Total(0));
        Assert.DoesNotContain(result.Profile.Samples, sample => sample.Labels.Find("thread id") is not null);
    }

    [Fact]
    public void Spans_are_left_out_before_threads_are()
    {
        for (ulong i = 10; i < 30; i++)
        {
            Builder.Request(_shop, Reference(i, i), 0, 100, "GET", "/cart");
            Builder.Sample(_shop, 60, "A;Main", Reference(i, i));
        }

        ExportResult result = new ExportQuery { MaxSamples = 10 }.Run(Reader);
        Assert.Equal(ExportDetail.Endpoint, result.Detail);
        Sample cart = Assert.Single(result.Profile.Samples, sample => sample.Labels.Find("trace endpoint")?.Text == "GET /cart");
        Assert.Equal(22, cart.Values[0]);
        Assert.Null(cart.Labels.Find("trace_id"));
        Assert.NotNull(cart.Labels.Find("thread id"));
    }

    [Fact]
    public void Less_detail_is_the_same_samples_added_up()
    {
        Random random = new(5);
        for (int i = 0; i < 300; i++)
        {
            // Over several files: each one that is read may be the first for which there is no room.
            ulong request = (ulong)random.Next(3, 40);
            Builder.Sample(
                _shop, (i * 1000) + 60, $"{random.Next(6)};Main", Reference(request, request), tid: (uint)random.Next(100, 104));
            if (i % 60 == 59)
            {
                Builder.Flush((i + 1) * 1000);
            }
        }

        Assert.InRange(Directory.GetFiles(DirectoryPath).Length, 3, 7);
        Profile full = Run(new ExportQuery());
        HashSet<ExportDetail> details = [];
        for (int max = 1; max <= full.Total(0); max++)
        {
            ExportResult result = new ExportQuery { MaxSamples = max }.Run(Reader);
            details.Add(result.Detail);
            Assert.Equal(AddedUp(full, result.Detail), AddedUp(result.Profile, result.Detail));
            Assert.Equal(AddedUp(full, result.Detail).Count, result.Profile.Samples.Length);
        }

        Assert.Equal(Enum.GetValues<ExportDetail>().ToHashSet(), details);
    }

    private static SortedDictionary<string, long> AddedUp(Profile profile, ExportDetail detail)
    {
        string[] dropped = detail switch
        {
            ExportDetail.Span => [],
            ExportDetail.Endpoint => ["trace_id", "span_id", "span id", "local root span id"],
            _ => ["trace_id", "span_id", "span id", "local root span id", "thread id", "thread name"],
        };
        SortedDictionary<string, long> sums = new(StringComparer.Ordinal);
        foreach (Sample sample in profile.Samples)
        {
            string stack = string.Join(';', sample.Locations.Select(at => profile.Functions[profile.Locations[at].Lines[0].Function].Name));
            string labels = string.Join(',', sample.Labels.Where(label => !dropped.Contains(label.Key)));
            sums[$"{stack} {labels}"] = sums.GetValueOrDefault($"{stack} {labels}") + sample.Values[0];
        }

        return sums;
    }

    private Profile Run(ExportQuery query) => query.Run(Reader).Profile;
}
