using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Clrscope.Profiles.Tests;

public sealed class FoldedStacksTests
{
    [Fact]
    public void FoldsStacksFromTheRoot() => Assert.Equal(
        "all 100 (Main 90 (A 60 (B 10) C 30) Other 10)",
        Text(FoldedStacks.Build(TestProfiles.Parse("Main;A 5 50", "Main;A;B 1 10", "Other 1 10", "Main;C 3 30"), 1)));

    [Fact]
    public void RecursionStaysVisible() => Assert.Equal(
        "all 10 (Walk 10 (Walk 10 (Walk 10)))",
        Text(FoldedStacks.Build(TestProfiles.Parse("Walk;Walk;Walk 1 10"), 1)));

    [Fact]
    public void InlinedFunctionsAreCalledByTheirCallers()
    {
        var builder = new ProfileBuilder(ProfileKind.Cpu);
        int inner = builder.AddLocation(
            LocationInfo.NoMapping, 1, new Line(builder.AddFunction("inlined"), 1), new Line(builder.AddFunction("outer"), 2));
        int main = builder.AddLocation(LocationInfo.NoMapping, 2, new Line(builder.AddFunction("main"), 1));
        builder.AddSample([inner, main], LabelSet.Empty, 1, 10);

        Assert.Equal("all 10 (main 10 (outer 10 (inlined 10)))", Text(FoldedStacks.Build(builder.Build(), 1)));
    }

    [Fact]
    public void LabelsCanStandAboveTheStacks()
    {
        var builder = new ProfileBuilder(ProfileKind.Cpu);
        int main = builder.AddLocation(LocationInfo.NoMapping, 2, new Line(builder.AddFunction("main"), 1));
        builder.AddSample([main], LabelSet.Create(new Label("process", "shop"), new Label("pid", 7)), 1, 30);
        builder.AddSample([main], LabelSet.Create(new Label("process", "shop"), new Label("pid", 8)), 1, 20);
        builder.AddSample([main], LabelSet.Empty, 1, 10);

        Assert.Equal(
            "all 60 (shop 50 (pid 7 30 (main 30) pid 8 20 (main 20)) [no process] 10 ([no pid] 10 (main 10)))",
            Text(FoldedStacks.Build(builder.Build(), 1, new FoldOptions { GroupBy = ["process", "pid"] })));
    }

    [Fact]
    public void SmallNodesCanBeLeftOut() => Assert.Equal(
        "all 1000 (Main 1000 (A 989 (B 10)))",
        Text(FoldedStacks.Build(
            TestProfiles.Parse("Main;A 1 970", "Main;A;B 1 10", "Main;A;C 1 9", "Main;D 1 9", "Main 1 2"),
            1,
            new FoldOptions { MinShare = 0.01 })));

    [Fact]
    public void TheDepthIsBounded()
    {
        string deep = string.Join(';', Enumerable.Range(0, 100_000).Select(i => $"f{i}"));
        FlameNode node = FoldedStacks.Build(TestProfiles.Parse($"{deep} 1 10"), 1);
        int depth = 0;
        for (; node.Children.Count != 0; node = node.Children[0])
        {
            depth++;
        }
        Assert.Equal(FoldOptions.Default.MaxDepth, depth);
        Assert.Equal(10, node.Value);
    }

    [Fact]
    public void AnEmptyProfileIsARoot() => Assert.Equal("all 0", Text(FoldedStacks.Build(TestProfiles.Parse(), 1)));

    [Fact]
    public void EveryValueIsTheSumOfWhatIsBelow() => Prop.ForAll(
        ProfileGenerator.Profiles,
        profile =>
        {
            FlameNode root = FoldedStacks.Build(profile, 1);
            return root.Value == profile.Total(1) && Self(root) == OfDepth(profile, 0) && Leaves(root) == profile.Total(1);
        }).QuickCheckThrowOnFailure();

    private static long Self(FlameNode node) => node.Value - node.Children.Sum(child => child.Value);

    private static long Leaves(FlameNode node) => Self(node) + node.Children.Sum(Leaves);

    private static long OfDepth(Profile profile, int depth) =>
        profile.Samples.Where(sample => sample.Locations.Length == depth).Sum(sample => sample.Values[1]);

    private static string Text(FlameNode node) =>
        $"{node.Name} {node.Value}" + (node.Children.Count == 0 ? "" : $" ({string.Join(' ', node.Children.Select(Text))})");
}
