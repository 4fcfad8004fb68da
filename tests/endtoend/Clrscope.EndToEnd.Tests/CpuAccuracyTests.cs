using System.Text.Json;

namespace Clrscope.EndToEnd.Tests;

/// <summary>The CPU time in a profile is what the kernel accounts to the process, whatever the process does.</summary>
public sealed class CpuAccuracyTests(ITestOutputHelper log) : IDisposable
{
    // When the runtime has told of its end, the kernel still takes the heap apart, some 40 ms that no profiler can see.
    private const int GcSeconds = 10;

    private readonly Workspace _workspace = new();

    public static TheoryData<string, int> Loads
    {
        get
        {
            TheoryData<string, int> loads = [];
            foreach ((string mode, int usualHz) in new[] { ($"gc {GcSeconds}", 1000), ($"jit {Scale.LoadSeconds}", 1000), ($"native {Scale.LoadSeconds}", 100) })
            {
                foreach (int hz in Scale.IsFull ? [100, 1000] : new[] { usualHz })
                {
                    loads.Add(mode, hz);
                }
            }

            return loads;
        }
    }

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [MemberData(nameof(Loads))]
    public void Of_every_kind_of_load(string mode, int hz) => AssertAccurate(ProgramStart.Burn(mode), hz);

    [Fact]
    public void Of_the_server_gc() => AssertAccurate(
        ProgramStart.Burn($"gc {GcSeconds}").With("DOTNET_gcServer", 1).With("DOTNET_GCHeapHardLimit", "0x18000000"), 100);

    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    public void Of_threads_that_live_for_less_than_an_interval(int hz)
    {
        string output = AssertAccurate(ProgramStart.Burn($"threads 500 3 {Scale.LoadSeconds}"), hz);

        using JsonDocument report = JsonDocument.Parse(output);
        double milliseconds = report.RootElement.GetProperty("cpu_ns").GetInt64() / 1e6 / report.RootElement.GetProperty("threads").GetInt32();
        Assert.True(milliseconds > 2, $"{milliseconds} ms of CPU for each thread: that is not the load that was asked for");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    public void Of_a_program_that_may_have_no_timers(int hz) =>
        AssertAccurate(ProgramStart.Shell("ulimit -i 0; exec \"$@\"").Around(ProgramStart.Burn($"work {Scale.Rounds} 2")), hz);

    // Returns what the program has printed.
    private string AssertAccurate(ProgramStart program, int hz)
    {
        string path = _workspace.File("profile.pb.gz");
        (ProgramResult run, TimeSpan kernel) = _workspace.Measure(
            ProgramStart.Clrscope("run", "--hz", $"{hz}", "-o", path, "--"), program);

        log.WriteLine(run.Successful().Output);
        CpuProfile profile = CpuProfile.Load(path);
        log.WriteLine(profile.Hottest());
        CpuTime.AssertEqual(kernel, profile.Cpu, log);
        return run.Output;
    }
}
