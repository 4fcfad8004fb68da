namespace Clrscope.EndToEnd.Tests;

/// <summary>A program that dies by SIGKILL leaves its samples in its segment; an agent that comes later makes a profile of them.</summary>
public sealed class KilledProgramTests(ITestOutputHelper log) : IDisposable
{
    // Enough for the runtime's start and the first rounds of the load to be behind it.
    private const int SamplesBeforeKill = 300;

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Every_committed_sample_is_in_the_profile_and_methods_are_named()
    {
        string[] loads = ["spin 600 2", "jit 600", "gc 600", "threads 500 3 600", "alc 600"];
        string[] methods = ["Burn.SpinMode.Hot(", "Burn.JitMode.Turn(", "Burn.GcMode.Run(", "Burn.ThreadsMode.", "Burn.Plugin.Work("];
        var random = new Random();
        for (int i = 0; i < Scale.Kills; i++)
        {
            int load = i % loads.Length;
            string segment = KillAtRandom(ProgramStart.Burn(loads[load]), random);
            string copy = _workspace.File("copy.seg");
            File.Copy(segment, copy, overwrite: true);
            SegmentScan scan = SegmentScan.Of(copy);

            _workspace.FinishWithAgent().Successful();

            CpuProfile profile = CpuProfile.Load(Assert.Single(_workspace.ProfileFiles));
            log.WriteLine($"{loads[load]}: {scan.Samples} committed, {profile.Samples} in the profile");
            Assert.True(scan.Samples >= SamplesBeforeKill, $"{scan.Samples} samples in the ring");
            Assert.Equal(scan.Samples, profile.Samples);
            Assert.Equal(scan.WeightNs, profile.CpuNs);
            Assert.True(profile.Frames.Any(name => name.StartsWith(methods[load], StringComparison.Ordinal)), profile.Hottest());
            Assert.False(File.Exists(segment), "the segment is finished and gone");
            File.Delete(_workspace.ProfileFiles[0]);
        }
    }

    [Fact]
    public void A_program_killed_at_its_start_is_finished_too()
    {
        var random = new Random();
        for (int i = 0; i < Scale.Kills; i++)
        {
            using RunningProgram program = _workspace.Start(Profiled(ProgramStart.HelloWorld()));
            string segment = _workspace.SegmentOf(program);
            Thread.Sleep(random.Next(50));
            program.Signal(Posix.SIGKILL);
            program.WaitForExit(Eventually.Limit);
            SegmentScan scan = SegmentScan.Of(segment);

            ProgramResult agent = _workspace.FinishWithAgent().Successful();

            log.WriteLine($"{scan.Samples} samples\n{agent.Error}");
            Assert.Equal(scan.Samples, _workspace.ProfileFiles.Sum(path => CpuProfile.Load(path).Samples));
            Assert.Empty(_workspace.SegmentFiles());
            Array.ForEach(_workspace.ProfileFiles, File.Delete);
        }
    }

    private static ProgramStart Profiled(ProgramStart program) =>
        program.Profiled().With("CLRSCOPE_AGENT", "off").With("CLRSCOPE_CPU_HZ", 1000);

    private string KillAtRandom(ProgramStart start, Random random)
    {
        using RunningProgram program = _workspace.Start(Profiled(start));
        string segment = _workspace.SegmentOf(program);
        LiveSegment.WaitForSamples(segment, SamplesBeforeKill);
        Thread.Sleep(random.Next(1500));
        program.Signal(Posix.SIGKILL);
        Assert.Equal(128 + Posix.SIGKILL, program.WaitForExit(Eventually.Limit).ExitCode);
        return segment;
    }
}
