using System.Globalization;
using System.Text.Json;
using Clrscope.Profiles;

namespace Clrscope.EndToEnd.Tests;

/// <summary>The wall clock is set by an hour, forth and back, while a service and its agent run.</summary>
public sealed class ClockStepTests(ITestOutputHelper log) : IDisposable
{
    private static readonly TimeSpan s_step = TimeSpan.FromHours(1);

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Profiles_spans_and_answers_are_right_across_steps(bool traced)
    {
        DateTimeOffset begin = DateTimeOffset.UtcNow;
        using SteppedClock clock = new(_workspace.File("clock"));
        (Storefront truth, ProgramResult program) = RunService(clock, traced);
        Assert.Equal([0, 1, 0, -1], truth.ClockHours);

        Profile profile = ProfileMerger.Merge(_workspace.ProfileFiles.Select(path => PprofReader.Read(path)));
        CpuTime.AssertEqual(program.Cpu, TimeSpan.FromMicroseconds(profile.Total(1) / 1000.0), log);
        LabelTally.Of(profile, truth, log).AssertRight();

        string[] all = Window(begin - 2 * s_step, begin + 2 * s_step);
        AssertEndpoints(truth, all);
        AssertTraces(truth, all, begin);
        AssertSameSamples(profile, Export(all));

        // Each hour has its own part.
        long[] parts =
        [
            .. new[] { -1, 0, 1 }.Select(hours => begin + hours * s_step)
                .Select(hour => Export(Window(hour - s_step / 2, hour + s_step / 2)).Samples),
        ];
        Assert.All(parts, samples => Assert.True(samples > 0, string.Join(", ", parts)));
        Assert.Equal(profile.Total(0), parts.Sum());
    }

    private RecordingQuestions Recording => new(_workspace);

    private (Storefront Truth, ProgramResult Program) RunService(SteppedClock clock, bool traced)
    {
        RunningProgram agent = _workspace.Start(clock.Under(ProgramStart.Clrscope("agent", "--dir", _workspace.Segments, "--idle-exit"))
            .With("CLRSCOPE_PERIOD_SECONDS", 1)
            .With("CLRSCOPE_AGENT_IDLE_SECONDS", 20)
            .With("CLRSCOPE_RECORDING_DIRECTORY", Recording.Directory));
        _workspace.Agents.WaitForOne();
        string truth = _workspace.File("truth.json");
        RunningProgram program = _workspace.Start(clock.Under(Storefront.Program(traced, seconds: 3600, truth).Profiled())
            .With("CLRSCOPE_AGENT", "off")
            .With("CLRSCOPE_CPU_HZ", 1000));
        foreach (TimeSpan ahead in new[] { TimeSpan.Zero, s_step, TimeSpan.Zero, -s_step })
        {
            clock.Set(ahead);
            int before = _workspace.ProfileFiles.Length;
            Eventually.True(() => _workspace.ProfileFiles.Length >= before + 3, $"periods go on being written {ahead} ahead");
        }

        program.Signal(Posix.SIGTERM);
        ProgramResult result = program.WaitForExit(Eventually.Limit).Successful();
        Eventually.True(() => _workspace.SegmentFiles().Length == 0, "the agent has finished the service");
        Assert.False(agent.HasEnded);
        Assert.DoesNotContain("nothing is recorded", agent.Error, StringComparison.Ordinal);
        agent.Signal(Posix.SIGTERM);
        Assert.Equal(0, agent.WaitForExit(Eventually.Limit).ExitCode);
        return (Storefront.Load(truth), result);
    }

    private void AssertEndpoints(Storefront truth, string[] window)
    {
        JsonElement endpoints = Recording.Ask(["endpoints", .. window]);
        foreach ((string endpoint, long requests) in truth.Requests)
        {
            JsonElement row = endpoints.GetProperty("rows").EnumerateArray()
                .Single(found => found.GetProperty("endpoint").GetString() == endpoint);
            Assert.Equal(requests, row.GetProperty("requests").GetInt64());
            AssertDuration(row.GetProperty("p50Ns").GetInt64());
            AssertDuration(row.GetProperty("p99Ns").GetInt64());
        }
    }

    private void AssertTraces(Storefront truth, string[] window, DateTimeOffset begin)
    {
        JsonElement[] requests = [.. Recording.Ask(["slow", .. window, "--top", "100000"]).GetProperty("rows").EnumerateArray()];
        // In a program that traces, the calls of its own clients are local roots, too.
        Assert.Equal(
            truth.EndpointOfRequest.Count,
            requests.Count(request => truth.Requests.ContainsKey(request.GetProperty("endpoint").GetString()!)));
        Assert.All(requests, request => AssertDuration(request.GetProperty("durationNs").GetInt64()));

        // The first ones by each hour's clock: if a request with spans was going on while the clock was set, it is among these.
        string[] first =
        [
            .. requests.Where(request => request.GetProperty("endpoint").GetString() == "POST /checkout")
                .OrderBy(Start)
                .GroupBy(request => (long)Math.Round((Start(request) - begin).TotalHours))
                .SelectMany(hour => hour.Take(2))
                .Select(request => request.GetProperty("traceId").GetString()!),
        ];
        Assert.Equal(6, first.Length);
        foreach (string trace in first)
        {
            JsonElement answer = Recording.Ask(["trace", trace, .. window]);
            JsonElement[] spans = [.. answer.GetProperty("spans").EnumerateArray()];
            Assert.True(spans.Length > 2);
            Assert.All(spans, span => AssertDuration(span.GetProperty("durationNs").GetInt64()));
            Assert.InRange(answer.GetProperty("durationNs").GetInt64(), 0, 3 * (long)s_step.TotalMilliseconds * 1_000_000);
            string text = Recording.Query(["trace", trace, .. window]).Output;
            log.WriteLine(string.Join('\n', text.Split('\n').Take(12)));
            Assert.Contains("POST /checkout", text, StringComparison.Ordinal);
            Assert.Contains("shop.Payment/Charge", text, StringComparison.Ordinal);
        }
    }

    private static DateTimeOffset Start(JsonElement request) =>
        DateTimeOffset.UnixEpoch.AddMicroseconds(request.GetProperty("startUnixNs").GetInt64() / 1000.0);

    // The limit is for an hour too much, not for a slow machine.
    private static void AssertDuration(long ns) => Assert.InRange(ns, 0, (long)(s_step / 2).TotalMilliseconds * 1_000_000);

    private static void AssertSameSamples(Profile expected, CpuProfile found)
    {
        Assert.Equal(expected.Total(0), found.Samples);
        Assert.Equal(expected.Total(1), found.CpuNs);
    }

    private CpuProfile Export(string[] window)
    {
        string path = _workspace.File("export.pb.gz");
        Recording.Query(["export", .. window, "-o", path]);
        return CpuProfile.Load(path);
    }

    private static string[] Window(DateTimeOffset from, DateTimeOffset to) => ["--from", Text(from), "--to", Text(to)];

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
