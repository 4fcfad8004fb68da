using Clrscope.Agent.Tests.Support;
using Clrscope.Export;
using Clrscope.Profiles;
using Clrscope.Testing;

namespace Clrscope.Agent.Tests.Export;

public sealed class ProfileDirectoryTests : IDisposable
{
    private static readonly ProcessIdentity Source = new(1, 2);
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _root = new();
    private readonly ProfileDirectory _directory;

    public ProfileDirectoryTests() => _directory = new ProfileDirectory(Path);

    private string Path => _root.File("profiles");

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Writing_makes_the_directory_and_leaves_nothing_but_the_profile()
    {
        _directory.Write(NameAt(0), ProfileWith(new RingRange(Source, 0, 10)));
        string path = Assert.Single(Directory.GetFiles(Path));
        Assert.Equal(NameAt(0).ToString(), System.IO.Path.GetFileName(path));
        Assert.Equal("clrscope ring 0..10 of 1-2", Assert.Single(PprofReader.Read(path).Comments));
    }

    [Fact]
    public void A_profile_of_the_same_name_is_replaced_even_if_a_killed_writer_left_a_temporary_file()
    {
        _directory.Write(NameAt(0), ProfileWith(new RingRange(Source, 0, 10)));
        File.WriteAllText(AtomicFile.TemporaryPathOf(System.IO.Path.Combine(Path, NameAt(0).ToString())), "half");
        _directory.Write(NameAt(0), ProfileWith(new RingRange(Source, 0, 20)));
        Assert.Equal(20UL, _directory.FindNewest(Source, "cpu", Start)!.Value.End);
        Assert.Single(Directory.GetFiles(Path));
    }

    [Fact]
    public void The_newest_profile_is_the_one_furthest_into_the_ring()
    {
        Assert.Null(_directory.FindNewest(Source, "cpu", Start));
        _directory.Write(NameAt(0), ProfileWith(new RingRange(Source, 0, 10)));
        _directory.Write(NameAt(10), ProfileWith(new RingRange(Source, 10, 30)));
        _directory.Write(NameAt(99) with { Source = new(1, 3) }, ProfileWith(new RingRange(new(1, 3), 99, 100)));
        Assert.Equal(new RingRange(Source, 10, 30), _directory.FindNewest(Source, "cpu", Start));
    }

    [Fact]
    public void A_profile_from_before_the_process_began_belongs_to_another()
    {
        _directory.Write(NameAt(0), ProfileWith(new RingRange(Source, 0, 10)));
        Assert.NotNull(_directory.FindNewest(Source, "cpu", Start.AddTicks(1)));
        Assert.Null(_directory.FindNewest(Source, "cpu", Start.AddMilliseconds(1)));
    }

    [Fact]
    public void A_damaged_profile_covers_nothing()
    {
        Directory.CreateDirectory(Path);
        File.WriteAllText(System.IO.Path.Combine(Path, NameAt(0).ToString()), "no profile");
        Assert.Null(_directory.FindNewest(Source, "cpu", Start));
    }

    [Fact]
    public void A_directory_that_cannot_be_written_is_an_error_that_names_it_and_the_setting()
    {
        File.WriteAllText(Path, "a file stands in the way");
        ExportException error = Assert.Throws<ExportException>(() => _directory.Write(NameAt(0), ProfileWith(default)));
        Assert.Contains(Path, error.Message, StringComparison.Ordinal);
        Assert.Contains("output:directory", error.Message, StringComparison.Ordinal);
        Assert.Throws<ExportException>(_directory.Prepare);
    }

    [Fact]
    public void Preparing_leaves_an_empty_directory()
    {
        _directory.Prepare();
        Assert.Empty(Directory.GetFileSystemEntries(Path));
    }

    private static ProfileFileName NameAt(ulong position) => new(Start, "shop", Source, "cpu", position);

    private static Profile ProfileWith(RingRange range)
    {
        ProfileBuilder builder = new(ProfileKind.Cpu);
        builder.AddComment(range.ToString());
        return builder.Build();
    }
}
