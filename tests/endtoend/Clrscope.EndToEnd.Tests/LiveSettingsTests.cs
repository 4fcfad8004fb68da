using Clrscope.Segment;

namespace Clrscope.EndToEnd.Tests;

/// <summary>A change of clrscope.json acts on programs that run.</summary>
public sealed class LiveSettingsTests : IDisposable
{
    private readonly ITestOutputHelper _log;
    private readonly Workspace _workspace = new();
    private readonly string _file;

    public LiveSettingsTests(ITestOutputHelper log)
    {
        _log = log;
        _file = _workspace.File("clrscope.json");
    }

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void The_rate_and_the_switch_reach_a_running_program()
    {
        Write("""{ "cpu": { "hz": 250 } }""");
        RunningProgram program = Start(Configured());
        string segment = _workspace.SegmentOf(program);
        AssertHz(program, 250, "the file's rate at the start");

        Write("""{ "cpu": { "hz": 500 } }""");
        AssertHz(program, 500, "another rate");

        Write("""{ "cpu": { "hz": 500, "enabled": false } }""");
        AssertHz(program, 0, "off");
        Eventually.True(() => LiveSegment.Read(segment, Counter.TimersArmed) == 0, "no timer is armed");
        long samples = LiveSegment.Read(segment, Counter.SamplesCommitted);

        Write("""{ "cpu": { "hz": 100, "enabled": true } }""");
        AssertHz(program, 100, "on again");
        LiveSegment.WaitForSamples(segment, samples + 50);
    }

    [Fact]
    public void A_file_that_appears_and_goes_counts_as_changed()
    {
        RunningProgram program = Start(Configured());
        AssertHz(program, 100, "the default");

        Write("""{ "cpu": { "hz": 20 } }""");
        AssertHz(program, 20, "the new file's rate");

        File.Delete(_file);
        AssertHz(program, 100, "the default");
    }

    [Fact]
    public void The_environment_wins_over_the_file()
    {
        Write("""{ "cpu": { "hz": 250 } }""");
        RunningProgram pinned = Start(Configured().With("CLRSCOPE_CPU_HZ", 50));
        AssertHz(pinned, 50, "the environment's rate");

        // What the environment does not name follows the file, which shows that the file was taken up.
        Write("""{ "cpu": { "hz": 300, "enabled": false } }""");
        AssertHz(pinned, 0, "off");
        Write("""{ "cpu": { "hz": 300, "enabled": true } }""");
        AssertHz(pinned, 50, "on, with the environment's rate");
    }

    [Theory]
    [InlineData("""{ "cpu": { "hz": 300 """, "not valid JSON")]
    [InlineData("""{ "cpu": { "hz": 5000 } }""", "cpu:hz is '5000'; allowed: 1 to 1000")]
    [InlineData("""{ "cpu": { "herz": 300 } }""", "unknown key 'cpu:herz'")]
    public void A_wrong_file_leaves_the_last_good_one_in_force_and_is_told_once(string wrong, string message)
    {
        Write("""{ "cpu": { "hz": 250 } }""");
        RunningProgram program = Start(Configured());
        AssertHz(program, 250, "the file's rate");
        int agent = _workspace.Agents.WaitForOne();

        Write(wrong);
        Eventually.True(() => _workspace.Agents.Log.Contains("The last good configuration stays in force.", StringComparison.Ordinal), "the mistake is logged");
        Assert.Equal(250, _workspace.Ps(program)!.Hz);

        Write("""{ "cpu": { "hz": 400 } }""");
        AssertHz(program, 400, "the corrected file's rate");
        Assert.Single(_workspace.Agents.Log.Split('\n'), line => line.Contains(message, StringComparison.Ordinal));
        Assert.Contains(_file, _workspace.Agents.Log, StringComparison.Ordinal);
        Assert.Equal(agent, _workspace.Agents.Serving);
    }

    [Fact]
    public void A_run_follows_the_file_too()
    {
        string path = _workspace.File("profile.pb.gz");
        Write("""{ "cpu": { "enabled": false } }""");
        RunningProgram run = _workspace.Start(
            ProgramStart.Clrscope("run", "--config", _file, "--quiet", "-o", path, "--").Around(ProgramStart.Burn("spin 3600 1")));
        string segment = Eventually.NotNull(() => _workspace.SegmentFiles().SingleOrDefault(), "the program has a segment");

        Write("""{ "cpu": { "enabled": true } }""");
        LiveSegment.WaitForSamples(segment, 50);
        run.Signal(Posix.SIGTERM);

        Assert.Equal(128 + Posix.SIGTERM, run.WaitForExit(Eventually.Limit).ExitCode);
        Assert.True(CpuProfile.Load(path).Samples >= 50);
    }

    private ProgramStart Configured() => ProgramStart.Burn("spin 3600 1").Profiled().With("CLRSCOPE_CONFIG", _file);

    private RunningProgram Start(ProgramStart start)
    {
        RunningProgram program = _workspace.Start(start);
        _workspace.SegmentOf(program);
        return program;
    }

    private void Write(string json) => File.WriteAllText(_file, json);

    private void AssertHz(RunningProgram program, int hz, string what)
    {
        TimeSpan took = Eventually.True(() => _workspace.Ps(program)?.Hz == hz, $"`clrscope ps` shows {hz} Hz: {what}");
        _log.WriteLine($"{what}: {hz} Hz, seen after {took.TotalSeconds:F2} s");
    }
}
