using Clrscope.Agent.Configuration;
using Clrscope.Agent.Tests.Support;
using Clrscope.Export;
using Clrscope.Testing;

namespace Clrscope.Agent.Tests.Sessions;

/// <summary>
/// One process lives through several periods, fills its ring between them and dies. Its agent is killed at one point of one
/// of its writes; another takes over. Every sample that the process committed is in exactly one file afterwards.
/// </summary>
public sealed class ExactlyOnceTests : IDisposable
{
    private const int Rounds = 24;
    private const int SamplesPerRound = 133;

    // In each of three periods twice when the ring is more than half full, and at the end of the period or of the process.
    private const int WritesOfAnUndisturbedRun = 9;

    private readonly AgentEnvironment _environment = new();

    public ExactlyOnceTests() => File.WriteAllText(_environment.ConfigFile, """{ "output": { "periodSeconds": 2 } }""");

    public static TheoryData<CrashPoint, int> EveryPointOfEveryWrite()
    {
        TheoryData<CrashPoint, int> data = [];
        foreach (CrashPoint point in Enum.GetValues<CrashPoint>())
        {
            for (int write = 1; write <= WritesOfAnUndisturbedRun; write++)
            {
                data.Add(point, write);
            }
        }

        return data;
    }

    public void Dispose() => _environment.Dispose();

    [Fact]
    public void An_undisturbed_run_writes_as_often_as_the_crashes_assume()
    {
        CountingSink sink = new(new ProfileDirectory(_environment.Profiles));
        RunToTheEnd(sink, () => false);
        Assert.Equal(WritesOfAnUndisturbedRun, sink.Writes);
    }

    [Theory]
    [MemberData(nameof(EveryPointOfEveryWrite))]
    public void No_sample_is_lost_or_repeated(CrashPoint point, int write)
    {
        CrashingSink sink = new(_environment.Profiles, point, write);
        FakeProcess process = RunToTheEnd(sink, () => sink.HasCrashed);
        Assert.True(sink.HasCrashed);
        Assert.Equal(process.Committed, WrittenProfiles.LeafAddresses(_environment.Profiles));
        Assert.Equal(Rounds * SamplesPerRound, process.Committed.Count);
        Assert.False(File.Exists(process.Path));
        AssertRangesDoNotOverlap();
    }

    [Fact]
    public void A_segment_that_was_finished_but_not_removed_gives_no_second_file()
    {
        FakeProcess process = RunToTheEnd(new ProfileDirectory(_environment.Profiles), () => false);
        string[] before = WrittenProfiles.Paths(_environment.Profiles);

        // The agent is killed after it moved tail and before it removed the file: the segment is found again.
        process.Builder.Consumer.Tail = process.Builder.Producer.Head;
        process.Builder.Save(process.Path);
        using AgentHost successor = _environment.StartAgent();
        successor.Tick();
        Assert.Equal(before, WrittenProfiles.Paths(_environment.Profiles));
        Assert.False(File.Exists(process.Path));
    }

    [Fact]
    public void Files_of_a_process_with_the_same_pid_and_ticks_before_a_reboot_are_not_taken_for_this_ones()
    {
        _environment.Time.Advance(TimeSpan.FromDays(-1));
        RunToTheEnd(new ProfileDirectory(_environment.Profiles), () => false);
        List<ulong> before = WrittenProfiles.LeafAddresses(_environment.Profiles);

        _environment.Time.Advance(TimeSpan.FromDays(1));
        using FakeProcess process = _environment.StartProcess();
        process.AddSamples(10);

        // As if an agent had looked at it: only then is there anything to recover.
        process.Change(builder => builder.Consumer.AgentPid = 1);
        process.Die();
        using AgentHost agent = _environment.StartAgent();
        agent.Tick();
        Assert.Equal(before.Count + 10, WrittenProfiles.LeafAddresses(_environment.Profiles).Count);
    }

    private FakeProcess RunToTheEnd(IProfileSink sink, Func<bool> hasCrashed)
    {
        using FakeProcess process = _environment.StartProcess();
        AgentHost agent = _environment.StartAgent(sink);
        bool isReplaced = false;
        for (int round = 0; round <= Rounds + 1; round++)
        {
            if (round < Rounds)
            {
                process.AddSamples(SamplesPerRound);
            }
            else
            {
                process.Die();
            }

            _environment.Pass(agent, AgentHost.PassInterval);
            if (hasCrashed() && !isReplaced)
            {
                isReplaced = true;
                agent.Dispose();
                agent = _environment.StartAgent();
                agent.Tick();
            }
        }

        agent.Dispose();
        Assert.Equal(0, process.Dropped);
        return process;
    }

    private void AssertRangesDoNotOverlap()
    {
        RingRange[] ranges =
        [
            .. WrittenProfiles.All(_environment.Profiles)
                .Select(profile => RingRange.TryParse(Assert.Single(profile.Comments), out RingRange range) ? range : default)
                .OrderBy(range => range.Start),
        ];
        Assert.All(ranges, range => Assert.True(range.Start < range.End));
        Assert.All(ranges.Zip(ranges.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
    }
}
