namespace Clrscope.EndToEnd.Tests;

/// <summary>The CPU time in a profile is what the kernel accounts to the process, whatever the process does.</summary>
public sealed class CpuAccuracyTests(ITestOutputHelper log) : IDisposable
{
    private readonly Workspace _workspace = new();

    public static TheoryData<string, int> Loads => new(
        from mode in new[] { "threads 500 3", "gc", "jit", "native", "spin" }
        from hz in Scale.IsFull ? [100, 1000] : mode is "threads 500 3" ? [100] : new[] { 1000 }
        where mode != "spin" || Scale.IsFull
        select (mode, hz));

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [MemberData(nameof(Loads))]
    public void Of_every_kind_of_load(string mode, int hz) => AssertAccurate(Load(mode), hz);

    [Fact]
    public void Of_the_server_gc() => AssertAccurate(Load("gc").With("DOTNET_gcServer", 1), 100);

    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    public void Of_a_program_that_may_have_no_timers(int hz) =>
        AssertAccurate(ProgramStart.Shell("ulimit -i 0; exec \"$@\"").Around(Load("spin")), hz);

    private static ProgramStart Load(string mode) =>
        ProgramStart.Burn(mode == "spin" ? $"spin {Scale.LoadSeconds} 2" : $"{mode} {Scale.LoadSeconds}");

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
