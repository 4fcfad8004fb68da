using Clrscope.Testing;
using Xunit;

namespace Clrscope.Segment.Tests;

public sealed class SegmentDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void ListsSegmentsAndNothingElse()
    {
        foreach (string name in (string[])["1-2.seg", "3-4.seg", ".5-6.seg", ".7-8.seg.tmp", "agent.lock", "a.segment"])
        {
            File.WriteAllBytes(_directory.File(name), []);
        }
        Assert.Equal(
            [_directory.File("1-2.seg"), _directory.File("3-4.seg")],
            SegmentDirectory.EnumerateSegments(_directory.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AMissingDirectoryHasNoSegments() =>
        Assert.Empty(SegmentDirectory.EnumerateSegments(_directory.File("none")));

    [Fact]
    public void ADirectoryThatCannotBeListedIsAnError()
    {
        string loop = _directory.File("loop");
        Directory.CreateSymbolicLink(loop, loop);
        SegmentException e = Assert.Throws<SegmentException>(() => SegmentDirectory.EnumerateSegments(loop));
        Assert.Equal(SegmentError.Io, e.Error);
    }

    [Fact]
    public void TheDefaultIsTheUsersOwnDirectory()
    {
        string? chosen = Environment.GetEnvironmentVariable("CLRSCOPE_DIR");
        try
        {
            Environment.SetEnvironmentVariable("CLRSCOPE_DIR", null);
            Assert.Collection(
                SegmentDirectory.DefaultCandidates(),
                first => Assert.Matches("^/dev/shm/clrscope-[0-9]+$", first),
                second => Assert.Matches("^/tmp/clrscope-[0-9]+$", second));
            Environment.SetEnvironmentVariable("CLRSCOPE_DIR", "/somewhere");
            Assert.Equal(["/somewhere"], SegmentDirectory.DefaultCandidates());
        }
        finally
        {
            Environment.SetEnvironmentVariable("CLRSCOPE_DIR", chosen);
        }
    }
}
