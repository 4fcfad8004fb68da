using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Clrscope.Profiles.Tests;

public sealed class HotMethodsTests
{
    [Fact]
    public void FlatIsTheLeafAndCumulativeAllBelow()
    {
        HotMethodTable table = HotMethods.Compute(TestProfiles.Parse("Main;A;B 1 10", "Main;A 2 20", "Main;C;B 4 40"), 1);

        Assert.Equal(70, table.Total);
        Assert.Equal(
            [new("B", 50, 50), new("A", 20, 30), new("Main", 0, 70), new HotMethod("C", 0, 40)],
            table.Rows);
    }

    [Fact]
    public void ARecursiveFunctionCountsOnceForASample()
    {
        HotMethodTable table = HotMethods.Compute(TestProfiles.Parse("Main;Walk;Walk;Visit;Walk 1 10", "Main;Walk 1 5"), 1);
        Assert.Contains(new HotMethod("Walk", 15, 15), table.Rows);
        Assert.Contains(new HotMethod("Visit", 0, 10), table.Rows);
    }

    [Fact]
    public void InlinedFunctionsAreFunctions()
    {
        var builder = new ProfileBuilder(ProfileKind.Cpu);
        int location = builder.AddLocation(
            LocationInfo.NoMapping, 1, new Line(builder.AddFunction("inlined"), 1), new Line(builder.AddFunction("outer"), 2));
        builder.AddSample([location], LabelSet.Empty, 1, 10);

        Assert.Equal(
            [new("inlined", 10, 10), new HotMethod("outer", 0, 10)],
            HotMethods.Compute(builder.Build(), 1).Rows);
    }

    [Fact]
    public void APlaceWithoutSymbolsIsNamedByItsFile()
    {
        var builder = new ProfileBuilder(ProfileKind.Cpu);
        int library = builder.AddMapping(new MappingInfo(0x7000, 0x9000, 0x1000, "/usr/lib/libfoo.so", ""));
        builder.AddSample([builder.AddLocation(library, 0x7234)], LabelSet.Empty, 1, 10);
        builder.AddSample([builder.AddLocation(LocationInfo.NoMapping, 0xABC)], LabelSet.Empty, 1, 9);
        int mangled = builder.AddFunction("", "_Zfoo");
        builder.AddSample([builder.AddLocation(library, 0x7001, new Line(mangled, 0))], LabelSet.Empty, 1, 8);
        int nameless = builder.AddFunction("");
        builder.AddSample([builder.AddLocation(library, 0x7002, new Line(nameless, 0))], LabelSet.Empty, 1, 7);

        Assert.Equal(
            ["libfoo.so+0x1234", "0xabc", "_Zfoo", "libfoo.so+0x1002"],
            HotMethods.Compute(builder.Build(), 1).Rows.Select(row => row.Name));
    }

    [Fact]
    public void TheValueCanBeChosen()
    {
        Profile profile = TestProfiles.Parse("A 100 1", "B 1 100");
        Assert.Equal("A", HotMethods.Compute(profile, 0).Rows[0].Name);
        Assert.Equal("B", HotMethods.Compute(profile, 1).Rows[0].Name);
    }

    [Fact]
    public void FlatValuesAddUpToTheTotal() => Prop.ForAll(
        ProfileGenerator.Profiles,
        profile =>
        {
            HotMethodTable table = HotMethods.Compute(profile, 1);
            long withoutStack = profile.Samples.Where(sample => sample.Locations.IsEmpty).Sum(sample => sample.Values[1]);
            return table.Total == profile.Total(1) && table.Rows.Sum(row => row.Flat) + withoutStack == table.Total;
        }).QuickCheckThrowOnFailure();
}
