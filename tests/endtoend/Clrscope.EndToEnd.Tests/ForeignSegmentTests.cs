using System.Buffers.Binary;

namespace Clrscope.EndToEnd.Tests;

/// <summary>An agent that meets segments which are not for it says so once each, leaves them alone and serves the others.</summary>
public sealed class ForeignSegmentTests : IDisposable
{
    private const int VersionOffset = 8;
    private const uint Nobody = 65534;

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Of_a_future_layout() => AssertRefused(
        segment => Patch(segment, VersionOffset, 7), "written by a newer profiler (layout 7, this agent reads 4). Use the agent of the profiler's version.");

    [Fact]
    public void Cut_short() => AssertRefused(
        segment => Resize(segment, 1 << 20), "cut short: 1048576 bytes");

    [Fact]
    public void Too_short_for_a_header() => AssertRefused(
        segment => Resize(segment, 10), "too short for a segment (10 bytes)");

    [Fact]
    public void Not_a_segment_at_all() => AssertRefused(
        segment => Patch(segment, 0, 0x21212121), "not a clrscope segment");

    [Fact]
    public void Of_another_user()
    {
        Assert.True(Posix.EffectiveUserId() == 0, "This test gives a file away, which only root may: run it as root.");
        AssertRefused(segment => Posix.ChangeOwner(segment, Nobody), $"belongs to user {Nobody}, this is user 0. Run the agent as the owner.");
    }

    private static void Patch(string path, long offset, uint value)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        using FileStream file = new(path, FileMode.Open, FileAccess.Write);
        file.Position = offset;
        file.Write(bytes);
    }

    private static void Resize(string path, long length)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Write);
        file.SetLength(length);
    }

    private void AssertRefused(Action<string> spoil, string message)
    {
        string good = SegmentOfDeadProgram();
        string bad = Path.Combine(_workspace.Segments, "12345-678.seg");
        File.Copy(good, bad);
        spoil(bad);
        byte[] content = File.ReadAllBytes(bad);

        ProgramResult agent = _workspace.FinishWithAgent().Successful();
        ProgramResult ps = _workspace.Run(ProgramStart.Clrscope("ps", "--dir", _workspace.Segments));

        Assert.StartsWith($"clrscope: {bad}: {message}", Assert.Single(agent.ErrorLines, line => line.Contains(bad, StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.StartsWith($"clrscope: {bad}: {message}", Assert.Single(ps.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(1, ps.ExitCode);
        Assert.True(CpuProfile.Load(Assert.Single(_workspace.ProfileFiles)).Samples > 0);
        Assert.False(File.Exists(good));
        Assert.Equal(content, File.ReadAllBytes(bad));
    }

    private string SegmentOfDeadProgram()
    {
        _workspace.Run(ProgramStart.HelloWorld().Profiled().With("CLRSCOPE_AGENT", "off").With("CLRSCOPE_CPU_HZ", 1000)).Successful();
        return Assert.Single(_workspace.SegmentFiles());
    }
}
