using System.Text.Json;
using Clrscope.Profiles;

namespace Clrscope.EndToEnd.Tests;

/// <summary>
/// The wall clock of a service and of its agent is set an hour forward, two hours back, and right again. What is recorded has the time of
/// the clock as it was then; nothing is lost, no label is wrong, and no request takes an hour.
/// </summary>
public sealed class SteppedClockTests(ITestOutputHelper log) : IDisposable
{
    private const int Hour = 3600;

    private static readonly string[] s_everything = ["--from", "2000-01-01T00:00:00Z", "--to", "2100-01-01T00:00:00Z"];

    // Wide enough for the test, and apart from each other.
    private static readonly int[] s_steps = [0, Hour, -Hour];

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Steps_of_the_clock_cost_neither_samples_nor_labels()
    {
        using SteppedClock clock = new(_workspace.File("clock"));
        string truthPath = _workspace.File("truth.json");
        DateTimeOffset begin = DateTimeOffset.UtcNow;
        // An agent that the service starts has no LD_PRELOAD.
        RunningProgram agent = _workspace.Start(clock.Of(ProgramStart.Clrscope("agent", "--dir", _workspace.Segments)
            .With("CLRSCOPE_RECORDING_MINUTES", 24 * 60)
            .With("CLRSCOPE_RECORDING_DIRECTORY", Recording)));
        _workspace.Agents.WaitForOne();
        RunningProgram service = _workspace.Start(clock.Of(Storefront.Program(traced: false, 2 * Scale.LoadSeconds, truthPath).Profiled()
            .With("CLRSCOPE_CPU_HZ", 1000)
            .With("CLRSCOPE_AGENT", "off")));
        LiveSegment.WaitForSamples(_workspace.SegmentOf(service), 1);
        foreach (int step in (int[])[Hour, -Hour, 0])
        {
            Thread.Sleep(TimeSpan.FromSeconds(Scale.LoadSeconds / 2.0));
            clock.Set(step);
        }

        ProgramResult result = service.WaitForExit(TimeSpan.FromMinutes(2)).Successful();
        Eventually.True(() => _workspace.SegmentFiles().Length == 0, "the agent has finished the service");
        agent.Signal(Posix.SIGTERM);
        agent.WaitForExit(TimeSpan.FromMinutes(1)).Successful();
        Storefront truth = Storefront.Load(truthPath);

        // Else nothing has been tested.
        Dictionary<long, long> reads = clock.ReadsByProcess();
        log.WriteLine(string.Join(", ", reads));
        Assert.True(reads[service.Pid] > 0, "the service has not seen its clock stepped");
        Assert.True(reads[agent.Pid] > 0, "the agent has not seen its clock stepped");

        CpuProfile all = Export("all", s_everything);
        log.WriteLine($"{all.Cpu} in the recording, {result.Cpu} by the kernel");
        Assert.InRange(all.Cpu / result.Cpu, 0.98, 1.02);
        Assert.InRange(CpuProfile.LoadAll(_workspace.ProfileFiles).Cpu / result.Cpu, 0.98, 1.02);
        LabelCount.Of(PprofReader.Read(_workspace.File("all.pb.gz")), truth, log).Check();

        // Each part is where the clock was, and the parts are the whole.
        long[] parts = [.. s_steps.Select(step => Export(
            $"part{step}", "--from", Time(begin.AddSeconds(step - 60)), "--to", Time(begin.AddSeconds(step + 600))).Samples)];
        log.WriteLine($"samples by step: {string.Join(", ", parts)} of {all.Samples}");
        Assert.All(parts, samples => Assert.True(samples > 100));
        Assert.Equal(all.Samples, parts.Sum());

        JsonElement endpoints = Ask("endpoints");
        log.WriteLine(Query(["endpoints", .. s_everything]).Output);
        foreach ((string endpoint, long requests) in truth.Requests)
        {
            JsonElement row = endpoints.GetProperty("rows").EnumerateArray()
                .Single(found => found.GetProperty("endpoint").GetString() == endpoint);
            Assert.Equal(requests, row.GetProperty("requests").GetInt64());
        }

        TimeSpan longest = Longest();
        log.WriteLine($"longest request: {longest}");
        Assert.InRange(longest, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
    }

    private TimeSpan Longest()
    {
        JsonElement slowest = Ask("slow").GetProperty("rows").EnumerateArray().First();
        string trace = slowest.GetProperty("traceId").GetString()!;
        Query(["trace", trace, .. s_everything]);
        return TimeSpan.FromMicroseconds(slowest.GetProperty("durationNs").GetInt64() / 1000.0);
    }

    private string Recording => _workspace.File("recording");

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private CpuProfile Export(string name, params string[] window)
    {
        string path = _workspace.File($"{name}.pb.gz");
        Query(["export", .. window, "-o", path]);
        return CpuProfile.Load(path);
    }

    private JsonElement Ask(string question) => JsonDocument.Parse(Query([question, .. s_everything, "--json"]).Output).RootElement;

    private ProgramResult Query(params string[] arguments) =>
        _workspace.Run(ProgramStart.Clrscope([arguments[0], "--recording", Recording, .. arguments[1..]])).Successful();
}
