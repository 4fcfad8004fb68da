using FsCheck;
using FsCheck.Fluent;

namespace Clrscope.Profiles.Tests;

/// <summary>Random profiles: small, so that equal mappings, functions, stacks and labels happen.</summary>
internal static class ProfileGenerator
{
    internal static Arbitrary<Profile> Profiles { get; } = Gen.Sized(size => Profile(size + 1)).ToArbitrary();

    private static readonly string[] s_names =
        ["Main", "Shop.Index<TKey, TValue>.Find(TKey[], int)", "størrelse", "\U0001F600", "[unknown]", "a b;c", "operator<", ""];

    private static Gen<string> Name => Gen.Elements(s_names);

    private static Gen<long> Value => Gen.Frequency(
        (5, Gen.Choose(0, 1000).Select(i => (long)i)),
        (1, Gen.Choose(-1000, -1).Select(i => (long)i)),
        (1, Gen.Choose(1, int.MaxValue).Select(i => i * 1_000_003L)));

    private static Gen<MappingInfo> Mapping =>
        from start in Gen.Choose(0, 3)
        from name in Name
        from flags in Gen.Choose(0, 15)
        select new MappingInfo((ulong)start << 40, (ulong)(start + 1) << 40, (ulong)start << 12, name, $"{start}{start}")
        {
            HasFunctions = (flags & 1) != 0,
            HasFileNames = (flags & 2) != 0,
            HasLineNumbers = (flags & 4) != 0,
            HasInlineFrames = (flags & 8) != 0,
        };

    private static Gen<Label> Label => Gen.OneOf(
        from key in Gen.Elements("thread name", "process")
        from text in Gen.Elements("main", "worker", "größe")
        select new Label(key, text),
        from key in Gen.Elements("thread id", "pid")
        from number in Value
        from unit in Gen.Elements("", "bytes")
        select new Label(key, number, unit));

    private static Gen<LabelSet> Labels =>
        Label.ListOf().Resize(3).Select(labels => LabelSet.Create([.. labels.DistinctBy(label => label.Key)]));

    private static Gen<int> IndexBelow(int count) => Gen.Choose(0, count - 1);

    private static Gen<(string Name, string FileName, int Line)> Function =>
        from name in Name
        from fileName in Name
        from line in Gen.Choose(0, 100)
        select (name, fileName, line);

    private static Gen<(int Mapping, int Address, List<int> Functions)> Location =>
        from mapping in IndexBelow(4)
        from address in Gen.Choose(0, 50)
        from functions in IndexBelow(6).ListOf().Resize(3)
        select (mapping, address, functions.ToList());

    private static Gen<(List<int> Stack, LabelSet Labels, long Count, long Value)> Sample =>
        from stack in IndexBelow(10).ListOf().Resize(8)
        from labels in Labels
        from count in Value
        from value in Value
        select (stack.ToList(), labels, count, value);

    private static Gen<Profile> Profile(int size) =>
        from mappings in Mapping.ListOf(3)
        from functions in Function.ListOf(6)
        from locations in Location.ListOf(10)
        from samples in Sample.ListOf(Math.Min(size, 30))
        from start in Gen.Choose(1, 1000)
        from seconds in Gen.Choose(0, 60)
        from comments in Name.ListOf().Resize(2)
        select Build(mappings, functions, locations, samples, start, seconds, comments);

    private static Profile Build(
        IEnumerable<MappingInfo> mappings,
        IEnumerable<(string Name, string FileName, int Line)> functions,
        IEnumerable<(int Mapping, int Address, List<int> Functions)> locations,
        IEnumerable<(List<int> Stack, LabelSet Labels, long Count, long Value)> samples,
        int startSeconds,
        int seconds,
        IEnumerable<string> comments)
    {
        DateTimeOffset start = DateTimeOffset.FromUnixTimeSeconds(startSeconds);
        var builder = new ProfileBuilder(ProfileKind.Cpu) { Start = start, End = start.AddSeconds(seconds), Period = 10_000_000 };
        int[] mappingIndexes = [LocationInfo.NoMapping, .. mappings.Select(builder.AddMapping)];
        int[] functionIndexes = [.. functions.Select(f => builder.AddFunction(f.Name, f.FileName + "_", f.FileName, f.Line))];
        int[] locationIndexes = [.. locations.Select(location => builder.AddLocation(
            mappingIndexes[location.Mapping],
            (ulong)location.Address,
            [.. location.Functions.Select((function, i) => new Line(functionIndexes[function], i))]))];
        foreach ((List<int> stack, LabelSet labels, long count, long value) in samples)
        {
            builder.AddSample([.. stack.Select(location => locationIndexes[location])], labels, count, value);
        }
        foreach (string comment in comments)
        {
            builder.AddComment(comment);
        }
        return builder.Build();
    }
}
