using Xunit;

namespace Clrscope.Profiles.Tests;

public sealed class ProfileBuilderTests
{
    private readonly ProfileBuilder _builder = new(ProfileKind.Cpu);

    [Fact]
    public void EqualThingsAreKeptOnce()
    {
        int mapping = _builder.AddMapping(new MappingInfo(1, 2, 3, "a", "b"));
        int function = _builder.AddFunction("f", "s", "file", 4);
        int location = _builder.AddLocation(mapping, 5, new Line(function, 6), new Line(function, 7));

        Assert.Equal(mapping, _builder.AddMapping(new MappingInfo(1, 2, 3, "a", "b")));
        Assert.Equal(function, _builder.AddFunction("f", "s", "file", 4));
        Assert.Equal(location, _builder.AddLocation(mapping, 5, new Line(function, 6), new Line(function, 7)));
        Assert.NotEqual(mapping, _builder.AddMapping(new MappingInfo(1, 2, 3, "a", "b") { HasFunctions = true }));
        Assert.NotEqual(function, _builder.AddFunction("f", "s", "file", 5));
        Assert.NotEqual(location, _builder.AddLocation(mapping, 5, new Line(function, 7), new Line(function, 6)));
    }

    [Fact]
    public void SamplesWithTheSameStackAndLabelsAreAdded()
    {
        int a = Location("a"), b = Location("b");
        LabelSet Labels() => LabelSet.Create(new Label("thread id", 1), new Label("thread name", "x"));
        LabelSet reordered = LabelSet.Create(new Label("thread name", "x"), new Label("thread id", 1));
        _builder.AddSample([a, b], Labels(), 1, 10);
        _builder.AddSample([b, a], Labels(), 2, 20);
        _builder.AddSample([a, b], reordered, 3, 30);
        _builder.AddSample([a, b], LabelSet.Empty, 4, 40);
        _builder.AddSample([a, b, a], Labels(), 5, 50);
        Profile profile = _builder.Build();

        Assert.Equal([[4, 40], [2, 20], [4, 40], [5, 50]], profile.Samples.Select(sample => sample.Values.ToArray()));
        Assert.Equal(4, _builder.DistinctSamples);
        Assert.Equal(150, profile.Total(1));
    }

    [Fact]
    public void SumsStayInRange()
    {
        int a = Location("a");
        _builder.AddSample([a], LabelSet.Empty, long.MaxValue, long.MinValue);
        _builder.AddSample([a], LabelSet.Empty, 1, -1);
        _builder.AddSample([Location("b")], LabelSet.Empty, 1, 0);
        Profile profile = _builder.Build();

        Assert.Equal((long[])[long.MaxValue, long.MinValue], profile.Samples[0].Values);
        Assert.Equal(long.MaxValue, profile.Total(0));
    }

    [Fact]
    public void SamplesThatAreKnownToDifferAreKeptBesideTheOthers()
    {
        int a = Location("a"), b = Location("b");
        LabelSet labels = LabelSet.Create(new Label("thread id", 1));
        _builder.AddSample([a], LabelSet.Empty, 1, 10);
        _builder.AddDifferentSample(_builder.AddStack([a]), labels, 2, 20);
        _builder.AddDifferentSample(_builder.AddStack([a, b]), labels, 3, 30);

        Assert.Equal(3, _builder.DistinctSamples);
        Assert.Equal(
            [(1, 1, 0), (1, 2, 1), (2, 3, 1)],
            _builder.Build().Samples.Select(sample => (sample.Locations.Length, sample.Values[0], sample.Labels.Count)));
        Assert.Equal([[3, 30], [3, 30]], _builder.Build(_ => LabelSet.Empty).Samples.Select(sample => sample.Values.ToArray()));
        Assert.Throws<ArgumentOutOfRangeException>(() => _builder.AddDifferentSample(2, labels, 1, 1));
    }

    [Fact]
    public void ItCanGoOnAfterAProfileWasMade()
    {
        int a = Location("a");
        _builder.AddSample([a], LabelSet.Empty, 1, 10);
        Profile first = _builder.Build();
        _builder.AddSample([a], LabelSet.Empty, 1, 10);

        Assert.Equal(10, first.Total(1));
        Assert.Equal(20, _builder.Build().Total(1));
    }

    [Fact]
    public void TheWindowIsInTheProfile()
    {
        _builder.Start = DateTimeOffset.UnixEpoch.AddSeconds(100);
        _builder.End = DateTimeOffset.UnixEpoch.AddSeconds(115);
        Profile profile = _builder.Build();
        Assert.Equal((100_000_000_000, 15_000_000_000), (profile.TimeNanos, profile.DurationNanos));
    }

    [Fact]
    public void AWindowThatTheFormatCannotHoldIsClamped()
    {
        _builder.Start = DateTimeOffset.MinValue;
        _builder.End = DateTimeOffset.MaxValue;
        Profile profile = _builder.Build();
        Assert.Equal((0, 9_223_372_036_854_775_800), (profile.TimeNanos, profile.DurationNanos));

        (_builder.Start, _builder.End) = (_builder.End, _builder.Start);
        Assert.Equal(0, _builder.Build().DurationNanos);
    }

    [Fact]
    public void IndexesOfSomebodyElseAreRefused()
    {
        int a = Location("a");
        Assert.Throws<ArgumentOutOfRangeException>(() => _builder.AddSample([a, a + 1], LabelSet.Empty, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _builder.AddSample([-1], LabelSet.Empty, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _builder.AddLocation(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _builder.AddLocation(LocationInfo.NoMapping, 1, new Line(1, 1)));
        Assert.Empty(_builder.Build().Samples);
    }

    [Fact]
    public void EverySampleTypeNeedsAValue()
    {
        int a = Location("a");
        Assert.Throws<ArgumentException>(() => _builder.AddSample([a], LabelSet.Empty, 1));
        Assert.Throws<ArgumentException>(() => _builder.AddSample([a], LabelSet.Empty, 1, 2, 3));
    }

    [Fact]
    public void ALabelHasOneValue() => Assert.Throws<ArgumentException>(() =>
        LabelSet.Create(new Label("thread id", 1), new Label("pid", 2), new Label("thread id", 3)));

    private int Location(string function) =>
        _builder.AddLocation(LocationInfo.NoMapping, 0, new Line(_builder.AddFunction(function), 0));
}
