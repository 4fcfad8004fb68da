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
            foreach (string mode in new[] { "threads 500 3", "gc", "jit", "native" })
            {
                foreach (int hz in Scale.IsFull ? new[] { 100, 1000 } : [mode is "gc" or "jit" ? 1000 : 100])
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
    public void Of_every_kind_of_load(string mode, int hz) => AssertAccurate(ProgramStart.Burn($"{mode} {(mode == "gc" ? GcSeconds : Scale.LoadSeconds)}"), hz);

    [Fact]
    public void Of_the_server_gc() => AssertAccurate(ProgramStart.Burn($"gc {GcSeconds}").With("DOTNET_gcServer", 1), 100);

    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    public void Of_a_program_that_may_have_no_timers(int hz) =>
        AssertAccurate(ProgramStart.Shell("ulimit -i 0; exec \"$@\"").Around(ProgramStart.Burn($"work {Scale.Rounds} 2")), hz);

    private void AssertAccurate(ProgramStart program, int hz)
    {
        string path = _workspace.File("profile.pb.gz");
        (ProgramResult run, TimeSpan kernel) = _workspace.Measure(
            ProgramStart.Clrscope("run", "--hz", $"{hz}", "-o", path, "--"), program);

        log.WriteLine(run.Successful().Output);
        CpuProfile profile = CpuProfile.Load(path);
        log.WriteLine(profile.Hottest());
        CpuTime.AssertEqual(kernel, profile.Cpu, log);
    }
}
