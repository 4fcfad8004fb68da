using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Clrscope.Profiles.Tests;

public sealed class ProfileMergerTests
{
    [Fact]
    public void EqualSamplesAreAdded()
    {
        Profile merged = ProfileMerger.Merge([
            TestProfiles.Parse("Main;A 1 10", "Main;B 2 20"),
            TestProfiles.Parse("Main;B 3 30", "Main;C 4 40 process=x"),
            TestProfiles.Parse("Main;C 5 50 process=y"),
        ]);

        Profile expected = TestProfiles.Parse("Main;A 1 10", "Main;B 5 50", "Main;C 4 40 process=x", "Main;C 5 50 process=y");
        Assert.Equal(ProfileText.Meaning(expected), ProfileText.Meaning(merged));
    }

    [Fact]
    public void OneProfileStaysItself() => Prop.ForAll(
        ProfileGenerator.Profiles,
        profile => ProfileText.All(profile) == ProfileText.All(ProfileMerger.Merge([profile]))).QuickCheckThrowOnFailure();

    [Fact]
    public void TheGroupingDoesNotMatter() => Prop.ForAll(
        ProfileGenerator.Profiles,
        ProfileGenerator.Profiles,
        ProfileGenerator.Profiles,
        (a, b, c) =>
        {
            string all = ProfileText.All(ProfileMerger.Merge([a, b, c]));
            return all == ProfileText.All(ProfileMerger.Merge([ProfileMerger.Merge([a, b]), c])) &&
                all == ProfileText.All(ProfileMerger.Merge([a, ProfileMerger.Merge([b, c])]));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void TheOrderChangesNoNumber() => Prop.ForAll(
        ProfileGenerator.Profiles,
        ProfileGenerator.Profiles,
        (a, b) => ProfileText.Meaning(ProfileMerger.Merge([a, b])) == ProfileText.Meaning(ProfileMerger.Merge([b, a])))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void TotalsAreKept() => Prop.ForAll(
        ProfileGenerator.Profiles,
        ProfileGenerator.Profiles,
        (a, b) =>
        {
            Profile merged = ProfileMerger.Merge([a, b]);
            return merged.Total(0) == a.Total(0) + b.Total(0) && merged.Total(1) == a.Total(1) + b.Total(1);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(100, 15, 115, 15, 100, 30)]
    [InlineData(100, 15, 100, 15, 100, 15)]
    [InlineData(100, 15, 90, 15, 90, 25)]
    [InlineData(100, 30, 110, 5, 100, 30)]
    [InlineData(0, 30, 110, 5, 110, 30)]
    [InlineData(0, 30, 0, 50, 0, 50)]
    public void TheWindowCoversAll(int startA, int lengthA, int startB, int lengthB, int start, int length)
    {
        Profile merged = ProfileMerger.Merge([Window(startA, lengthA), Window(startB, lengthB)]);
        Assert.Equal((start * 1_000_000_000L, length * 1_000_000_000L), (merged.TimeNanos, merged.DurationNanos));
    }

    [Fact]
    public void TextsComeFromTheFirstThatHasThem()
    {
        Profile plain = TestProfiles.Parse("A 1 1");
        Profile merged = ProfileMerger.Merge([
            plain,
            plain with { DefaultSampleType = "samples", DropFrames = "drop", KeepFrames = "keep", DocUrl = "doc" },
            plain with { DefaultSampleType = "cpu" },
        ]);
        Assert.Equal(
            ("samples", "drop", "keep", "doc"),
            (merged.DefaultSampleType, merged.DropFrames, merged.KeepFrames, merged.DocUrl));
        Assert.Equal(0, merged.DefaultValueIndex);
    }

    [Fact]
    public void ProfilesOfDifferentKindsAreRefused()
    {
        Profile cpu = TestProfiles.Parse("A 1 1");
        Profile other = cpu with { SampleTypes = [new SampleType("samples", "count"), new SampleType("wall", "nanoseconds")] };
        ProfileMergeException e = Assert.Throws<ProfileMergeException>(() => ProfileMerger.Merge([cpu, other]));
        Assert.Contains("[samples/count, cpu/nanoseconds] per cpu/nanoseconds", e.Message, StringComparison.Ordinal);
        Assert.Contains("[samples/count, wall/nanoseconds] per cpu/nanoseconds", e.Message, StringComparison.Ordinal);
        Assert.Throws<ProfileMergeException>(() => ProfileMerger.Merge([cpu, cpu with { PeriodType = null }]));
    }

    [Fact]
    public void NothingCannotBeMerged() => Assert.Throws<ProfileMergeException>(() => ProfileMerger.Merge([]));

    private static Profile Window(int start, int seconds) =>
        new ProfileBuilder(ProfileKind.Cpu)
        {
            Start = DateTimeOffset.FromUnixTimeSeconds(start),
            End = DateTimeOffset.FromUnixTimeSeconds(start + seconds),
        }.Build();
}
