using Clrscope.Export;
using Clrscope.Testing;

namespace Clrscope.Agent.Tests.Export;

public sealed class ProfileRetentionTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Forever = TimeSpan.FromDays(3650);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_oldest_go_until_the_rest_fits()
    {
        string[] files = [AddProfile(4, 100), AddProfile(3, 100), AddProfile(2, 100), AddProfile(1, 100)];
        Apply(maxBytes: 250, Forever);
        Assert.Equal(files[2..], Remaining());
    }

    [Fact]
    public void The_newest_stays_however_large()
    {
        AddProfile(2, 10);
        string newest = AddProfile(1, 1000);
        Apply(maxBytes: 100, Forever);
        Assert.Equal([newest], Remaining());
    }

    [Fact]
    public void What_is_too_old_goes()
    {
        AddProfile(49, 10);
        string young = AddProfile(47, 10);
        Apply(maxBytes: 1000, TimeSpan.FromHours(48));
        Assert.Equal([young], Remaining());
    }

    [Fact]
    public void Files_of_others_stay_and_do_not_count()
    {
        string[] files =
        [
            Add("profile.pb.gz", 100, 1000),
            Add("notes.txt", 1000, 1000),
            Add(".hidden.tmp", 1000, 1000),
            AddProfile(1, 50),
        ];
        Apply(maxBytes: 60, TimeSpan.FromHours(2));
        Assert.Equal(files.Order(StringComparer.Ordinal), Remaining());
    }

    [Fact]
    public void What_a_killed_writer_left_goes_once_it_is_old()
    {
        string profile = AddProfile(1, 10);
        string name = Path.GetFileName(profile);
        Add($".{name}.tmp", 10, hoursOld: 1);
        string young = Add($".{name.Replace("cpu", "wall", StringComparison.Ordinal)}.tmp", 10, hoursOld: 0);
        Apply(maxBytes: 1000, Forever);
        Assert.Equal(new[] { young, profile }.Order(StringComparer.Ordinal), Remaining());
    }

    [Fact]
    public void A_directory_that_is_not_there_is_nothing_to_do() =>
        new ProfileRetention(_directory.File("none")).Apply(1, TimeSpan.Zero, Now);

    private void Apply(long maxBytes, TimeSpan maxAge) => new ProfileRetention(_directory.Path).Apply(maxBytes, maxAge, Now);

    private string[] Remaining() => [.. Directory.GetFiles(_directory.Path).Order(StringComparer.Ordinal)];

    private string AddProfile(int hoursOld, int bytes) => Add(
        new ProfileFileName(Now.AddHours(-hoursOld), "shop", new(1, 2), "cpu", 0).ToString(), bytes, hoursOld);

    private string Add(string name, int bytes, int hoursOld)
    {
        string path = _directory.File(name);
        File.WriteAllBytes(path, new byte[bytes]);
        File.SetLastWriteTimeUtc(path, Now.AddHours(-hoursOld).UtcDateTime);
        return path;
    }
}
