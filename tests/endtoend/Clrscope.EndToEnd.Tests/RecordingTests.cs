using System.Text.Json;

namespace Clrscope.EndToEnd.Tests;

/// <summary>What an agent has recorded of a service answers the questions that are asked afterwards.</summary>
public sealed class RecordingTests(ITestOutputHelper log) : IDisposable
{
    private readonly Workspace _workspace = new();

    private RecordingQuestions Recording => new(_workspace);

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_endpoints_are_those_that_the_service_counts_itself(bool traced)
    {
        Storefront truth = RunService(traced);
        JsonElement endpoints = Recording.Ask("endpoints", "--last", "1h");
        log.WriteLine(Recording.Query("endpoints", "--last", "1h").Output);

        string path = _workspace.File("window.pb.gz");
        Recording.Query("export", "--last", "1h", "-o", path);
        CpuProfile profile = CpuProfile.Load(path);
        foreach ((string endpoint, long requests) in truth.Requests)
        {
            JsonElement row = endpoints.GetProperty("rows").EnumerateArray()
                .Single(found => found.GetProperty("endpoint").GetString() == endpoint);
            Assert.Equal(requests, row.GetProperty("requests").GetInt64());
            Assert.Equal(profile.Where("trace endpoint", endpoint).CpuNs, row.GetProperty("cpuNs").GetInt64());
        }

        // Of all endpoints together, and in their own methods only: a request works in pieces of half a millisecond, which a tick
        // meets or not, and begins to work when a timer rings, so one endpoint's amount depends on how its timers fall. A tenth
        // is burned on threads that live for less than a tick.
        double share = Storefront.EndpointOfMethod.Sum(method => Burned(profile, method)) / (0.9 * truth.BurnedNs.Values.Sum());
        log.WriteLine($"{share:F2} of what they burned");
        Assert.InRange(share, 0.6, 1.5);
    }

    private static double Burned(CpuProfile profile, KeyValuePair<string, string> method)
    {
        CpuProfile.Part part = profile.Where("trace endpoint", method.Value);
        return part.Total(method.Key) * part.CpuNs;
    }

    [Fact]
    public void A_slow_request_opens_into_its_spans_and_stacks()
    {
        Storefront truth = RunService(traced: false);
        // A request works in pieces of half a millisecond, which a tick of the kernel's meets or not: some have no sample at all.
        JsonElement slow = Recording.Ask("slow", "--last", "1h", "--endpoint", "POST /checkout", "--top", "50")
            .GetProperty("rows").EnumerateArray().First(row => row.GetProperty("cpuNs").GetInt64() > 0);
        string trace = slow.GetProperty("traceId").GetString()!;
        Assert.Contains(truth.EndpointOfRequest, request => request.Key.StartsWith(trace, StringComparison.Ordinal));

        string text = Recording.Query("trace", trace).Output;
        log.WriteLine(text);
        Assert.Contains("POST /checkout", text, StringComparison.Ordinal);
        Assert.Contains("shop.Payment/Charge", text, StringComparison.Ordinal);
        Assert.Contains("query", text, StringComparison.Ordinal);

        string path = _workspace.File("trace.pb.gz");
        Recording.Query("export", "--last", "1h", "--trace", trace, "-o", path);
        Assert.Equal([trace], CpuProfile.Load(path).Texts("trace_id"));
    }

    private Storefront RunService(bool traced)
    {
        string truth = _workspace.File("truth.json");
        _workspace.Run(Storefront.Program(traced, Scale.LoadSeconds, truth).Profiled()
            .With("CLRSCOPE_CPU_HZ", 1000)
            .With("CLRSCOPE_AGENT_IDLE_SECONDS", 1)
            .With("CLRSCOPE_RECORDING_DIRECTORY", Recording.Directory)).Successful();
        Eventually.True(() => _workspace.SegmentFiles().Length == 0, "the agent has finished the service");
        return Storefront.Load(truth);
    }
}
