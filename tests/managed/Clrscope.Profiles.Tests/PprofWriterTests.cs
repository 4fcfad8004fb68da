using System.IO.Compression;
using Xunit;
using WireProfile = Clrscope.Profiles.Tests.Wire.Profile;

namespace Clrscope.Profiles.Tests;

/// <summary>What we write, decoded with classes that Google's compiler made.</summary>
public sealed class PprofWriterTests
{
    [Fact]
    public void ACpuProfileHasItsFixedTypesAndWindow()
    {
        WireProfile wire = Decode(TestProfiles.Typical());
        string Text(long index) => wire.StringTable[(int)index];

        Assert.Equal(
            ["samples/count", "cpu/nanoseconds"],
            wire.SampleType.Select(type => $"{Text(type.Type)}/{Text(type.Unit)}"));
        Assert.Equal("cpu/nanoseconds", $"{Text(wire.PeriodType.Type)}/{Text(wire.PeriodType.Unit)}");
        Assert.Equal(10_000_000, wire.Period);
        Assert.Equal(1_700_000_000_000_000_000, wire.TimeNanos);
        Assert.Equal(15_000_000_000, wire.DurationNanos);
        Assert.Equal(["clrscope 0.1.0"], wire.Comment.Select(Text));
        Assert.Equal(0, wire.DefaultSampleType);
    }

    [Fact]
    public void IdsCountFromOneAndTheMainBinaryComesFirst()
    {
        WireProfile wire = Decode(TestProfiles.Typical());

        Assert.Equal([1UL, 2], wire.Mapping.Select(mapping => mapping.Id));
        Assert.Equal([1UL, 2, 3, 4], wire.Location.Select(location => location.Id));
        Assert.Equal([1UL, 2, 3, 4], wire.Function.Select(function => function.Id));
        Assert.Equal("/app/shop.dll", wire.StringTable[(int)wire.Mapping[0].Filename]);
    }

    [Fact]
    public void MoreStacksAndLabelsThanAreKeptForTheNextSampleAreWrittenAllTheSame()
    {
        const int samples = 70_000;
        ProfileBuilder builder = new(ProfileKind.Cpu);
        int function = builder.AddFunction("F");
        int[] locations = [.. Enumerable.Range(0, 300).Select(i => builder.AddLocation(LocationInfo.NoMapping, (ulong)i, new Line(function, i)))];
        for (int i = 0; i < samples; i++)
        {
            builder.AddSample([locations[i % 300], locations[i / 300]], LabelSet.Create(new Label("number", i + 1)), 1, i);
            builder.AddSample([locations[0], locations[0]], LabelSet.Create(new Label("number", samples)), 1, 1);
        }

        WireProfile wire = Decode(builder.Build());
        Assert.Equal(samples + 1, wire.Sample.Count);
        var numbered = wire.Sample.Where(sample => sample.LocationId[0] != 1 || sample.LocationId[1] != 1).ToList();
        Assert.All(numbered, sample =>
        {
            long i = sample.Label[0].Num - 1;
            Assert.Equal([(ulong)(i % 300) + 1, (ulong)(i / 300) + 1], sample.LocationId);
            Assert.Equal([1, i], sample.Value);
            Assert.Equal("number", wire.StringTable[(int)sample.Label[0].Key]);
        });
    }

    [Fact]
    public void StringsAreWrittenOnceAfterAnEmptyOne()
    {
        WireProfile wire = Decode(TestProfiles.Typical());
        Assert.Equal("", wire.StringTable[0]);
        Assert.Equal(wire.StringTable.Count, wire.StringTable.Distinct().Count());
    }

    [Fact]
    public void MappingsCarryWhatToolsNeed()
    {
        WireProfile wire = Decode(TestProfiles.Typical());
        Wire.Mapping managed = wire.Mapping[0], native = wire.Mapping[1];

        Assert.True(managed is { HasFunctions: true, HasFilenames: true, HasLineNumbers: true, HasInlineFrames: false });
        Assert.Equal("0123456789abcdef0123456789abcdef", wire.StringTable[(int)managed.BuildId]);
        Assert.Equal(
            (0x7F00_0000_0000UL, 0x7F00_0070_0000UL, 0x1000UL),
            (native.MemoryStart, native.MemoryLimit, native.FileOffset));
        Assert.True(native is { HasFunctions: true, HasFilenames: false, HasLineNumbers: false });
    }

    [Fact]
    public void SamplesPointToTheirStacksAndLabels()
    {
        WireProfile wire = Decode(TestProfiles.Typical());
        Wire.Sample sample = wire.Sample[0];
        string Text(long index) => wire.StringTable[(int)index];

        Assert.Equal([2UL, 1], sample.LocationId);
        Assert.Equal([5L, 50_000_000], sample.Value);
        Assert.Equal(
            ["pid= 4711", "thread id= 17", "thread name=.NET TP Worker 0"],
            sample.Label.Select(label => $"{Text(label.Key)}={Text(label.Str)} {label.Num}"));
        Assert.Empty(wire.Sample[3].Label);
        Wire.Location unknown = wire.Location[(int)wire.Sample[3].LocationId[0] - 1];
        Assert.Equal(0UL, unknown.MappingId);
        Assert.Equal(0x666UL, unknown.Address);
    }

    [Fact]
    public void FunctionsAndLinesAreWhole()
    {
        WireProfile wire = Decode(TestProfiles.Typical());
        Wire.Function find = wire.Function[1];
        string Text(long index) => wire.StringTable[(int)index];

        Assert.Equal("Shop.Index<TKey, TValue>.Find(TKey[], int)", Text(find.Name));
        Assert.Equal("Shop.Index`2.Find", Text(find.SystemName));
        Assert.Equal(("/src/Index.cs", 40L), (Text(find.Filename), find.StartLine));
        Assert.Equal((2UL, 44L), (wire.Location[1].Line[0].FunctionId, wire.Location[1].Line[0].Line_));
    }

    [Fact]
    public void ASystemNameEqualToTheNameIsLeftOut()
    {
        var builder = new ProfileBuilder(ProfileKind.Cpu);
        builder.AddFunction("List<T>.Add(T)", "List<T>.Add(T)");
        WireProfile wire = Decode(builder.Build());

        Assert.Equal(0, wire.Function[0].SystemName);
    }

    [Fact]
    public void ExtremeNumbersSurvive()
    {
        var builder = new ProfileBuilder(ProfileKind.Cpu);
        int mapping = builder.AddMapping(new MappingInfo(ulong.MaxValue - 1, ulong.MaxValue, ulong.MaxValue, "m", ""));
        int location = builder.AddLocation(mapping, ulong.MaxValue, new Line(builder.AddFunction("f"), long.MaxValue, 127));
        builder.AddSample([location], LabelSet.Create(new Label("n", long.MinValue, "bytes")), long.MaxValue, long.MinValue);
        WireProfile wire = Decode(builder.Build());

        Assert.Equal([long.MaxValue, long.MinValue], wire.Sample[0].Value);
        Assert.Equal(long.MinValue, wire.Sample[0].Label[0].Num);
        Assert.Equal(ulong.MaxValue, wire.Location[0].Address);
        Assert.Equal(ulong.MaxValue, wire.Mapping[0].FileOffset);
        Assert.Equal((long.MaxValue, 127L), (wire.Location[0].Line[0].Line_, wire.Location[0].Line[0].Column));
    }

    [Fact]
    public void AnEmptyProfileIsAProfile()
    {
        WireProfile wire = Decode(new ProfileBuilder(ProfileKind.Cpu).Build());
        Assert.Equal(2, wire.SampleType.Count);
        Assert.Empty(wire.Sample);
    }

    [Fact]
    public void TheSameProfileGivesTheSameBytes() =>
        Assert.Equal(Write(TestProfiles.Typical()), Write(TestProfiles.Typical()));

    [Fact]
    public void AProfileLargerThanTheBufferIsWhole()
    {
        var builder = new ProfileBuilder(ProfileKind.Cpu);
        for (int i = 0; i < 20_000; i++)
        {
            int function = builder.AddFunction($"function {i}");
            int location = builder.AddLocation(LocationInfo.NoMapping, (ulong)i, new Line(function, i));
            builder.AddSample([location], LabelSet.Empty, 1, i);
        }
        WireProfile wire = Decode(builder.Build());

        Assert.Equal(20_000, wire.Sample.Count);
        Assert.Equal(Enumerable.Range(0, 20_000).Select(i => (long)i), wire.Sample.Select(sample => sample.Value[1]));
        Assert.Equal("function 19999", wire.StringTable[(int)wire.Function[^1].Name]);
    }

    [Fact]
    public void TheStreamStaysOpen()
    {
        using var stream = new MemoryStream();
        PprofWriter.Write(TestProfiles.Typical(), stream);
        stream.WriteByte(0);
    }

    internal static byte[] Write(Profile profile)
    {
        using var stream = new MemoryStream();
        PprofWriter.Write(profile, stream);
        return stream.ToArray();
    }

    private static WireProfile Decode(Profile profile)
    {
        using var gzip = new GZipStream(new MemoryStream(Write(profile)), CompressionMode.Decompress);
        return WireProfile.Parser.ParseFrom(gzip);
    }
}
