using Clrscope.Export;

namespace Clrscope.Agent.Tests.Export;

public sealed class ProfileFileNameTests
{
    private static readonly ProfileFileName Name = new(
        new DateTimeOffset(2025, 2, 3, 4, 5, 6, 789, TimeSpan.Zero), "shop", new ProcessIdentity(4711, 1234567), "cpu", 0xABCDEF);

    [Fact]
    public void A_name_says_when_who_what_and_where()
    {
        Assert.Equal("20250203T040506.789Z-shop-4711.1234567-cpu-0000000000abcdef.pb.gz", Name.ToString());
    }

    [Theory]
    [InlineData("shop")]
    [InlineData("my-app-2.0")]
    [InlineData("a-1.2-cpu-0000000000000001.pb.gz")]
    public void A_name_can_be_read_back(string process)
    {
        ProfileFileName written = Name with { Process = process };
        Assert.True(ProfileFileName.TryParse(written.ToString(), out ProfileFileName? read));
        Assert.Equal(written, read);
    }

    [Theory]
    [InlineData("dotnet build", "dotnet_build")]
    [InlineData("../../etc/passwd", ".._.._etc_passwd")]
    [InlineData("", "_")]
    [InlineData("naïve\n", "na_ve_")]
    public void What_does_not_belong_into_a_file_name_is_replaced(string process, string expected)
    {
        Assert.True(ProfileFileName.TryParse((Name with { Process = process }).ToString(), out ProfileFileName? read));
        Assert.Equal(expected, read!.Process);
    }

    [Fact]
    public void A_long_process_name_is_cut()
    {
        Assert.True(ProfileFileName.TryParse((Name with { Process = new string('x', 500) }).ToString(), out ProfileFileName? read));
        Assert.Equal(64, read!.Process.Length);
    }

    [Theory]
    [InlineData("profile.pb.gz")]
    [InlineData("20250203T040506.789Z-shop-4711.1234567-cpu-0000000000abcdef.pb")]
    [InlineData("20250203T040506.789Z-shop-4711.1234567-cpu-0000000000abcdef.pb.gz.tmp")]
    [InlineData("20251303T040506.789Z-shop-4711.1234567-cpu-0000000000abcdef.pb.gz")]
    [InlineData("20250203T040506.789Z-shop-9999999999.1-cpu-0000000000abcdef.pb.gz")]
    [InlineData("20250203T040506.789Z-shop-4711.99999999999999999999-cpu-0000000000abcdef.pb.gz")]
    [InlineData("20250203T040506.789Z-sh/op-4711.1-cpu-0000000000abcdef.pb.gz")]
    public void Names_of_others_are_not_ours(string name) => Assert.False(ProfileFileName.TryParse(name, out _));

    [Fact]
    public void A_range_can_be_read_back_from_its_comment()
    {
        RingRange range = new(Name.Source, 100, 250);
        Assert.Equal("clrscope ring 100..250 of 4711-1234567", range.ToString());
        Assert.True(RingRange.TryParse(range.ToString(), out RingRange read));
        Assert.Equal(range, read);
        Assert.False(RingRange.TryParse("clrscope ring 100..99999999999999999999 of 1-2", out _));
        Assert.False(RingRange.TryParse("a comment", out _));
    }
}
