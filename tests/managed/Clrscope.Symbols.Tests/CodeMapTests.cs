using Clrscope.Segment;
using Clrscope.Symbols.Code;

namespace Clrscope.Symbols.Tests;

public sealed class CodeMapTests
{
    private const int Methods = 30_000;
    private const ulong Base = 0x7000_0000;
    private const ulong Spacing = 64;

    private readonly CodeMap _map = new();

    /// <summary>Learned in random order, as samples meet them, and far beyond what stays unmerged.</summary>
    [Fact]
    public void Finds_each_of_many_methods_and_the_gaps_between_them()
    {
        AddAll();

        for (uint i = 0; i < Methods; i++)
        {
            ulong start = Base + (i * Spacing);
            Assert.Equal(i, _map.Find(start, 1).Owner?.Info.Token);
            Assert.Equal(i, _map.Find(start + (Spacing / 2) - 1, 1).Owner?.Info.Token);
            Assert.Null(_map.Find(start + (Spacing / 2), 1).Owner);
        }

        Assert.Null(_map.Find(Base - 1, 1).Owner);
    }

    [Fact]
    public void Finds_a_long_range_between_many_short_ones_within_it()
    {
        const uint Within = 3000;
        CodeRange[] around = [new(Base, Within * Spacing)];
        _map.Add(new MethodInfo(Methods + 1, 0, 2, 0, Methods, default, around, [], "", 0), module: null);
        AddAll();

        for (uint i = 0; i < Within; i++)
        {
            ulong start = Base + (i * Spacing);
            Assert.Equal(i, _map.Find(start, 1).Owner?.Info.Token);
            Assert.Equal((uint)Methods, _map.Find(start + (Spacing / 2), 1).Owner?.Info.Token);
        }
    }

    [Fact]
    public void Holds_only_what_samples_can_still_refer_to()
    {
        AddAll();
        for (ulong key = 1; key <= Methods; key += 2)
        {
            _map.Unload(key, timeNs: key);
        }

        Assert.Equal(Methods, _map.RangeCount);

        Assert.Equal(Methods / 4, _map.Forget(beforeNs: Methods / 2).Count);
        Assert.Equal(Methods * 3 / 4, _map.RangeCount);

        _map.UnloadModule(1, timeNs: Methods);
        _map.Forget(beforeNs: Methods);
        Assert.Equal(0, _map.RangeCount);
    }

    [Fact]
    public void Tells_for_how_long_an_answer_holds()
    {
        var old = new MethodInfo(1, 1, 1, 10, 0, default, [new(Base, 16)], [], "old", 0);
        var next = new MethodInfo(2, 2, 1, 70, 0, default, [new(Base, 16)], [], "new", 0);
        _map.Add(old, null);
        _map.Add(next, null);
        _map.Unload(1, timeNs: 50);

        AssertInterval(timeNs: 5, null, 0, 10);
        AssertInterval(timeNs: 10, "old", 10, 50);
        AssertInterval(timeNs: 50, null, 50, 70);
        AssertInterval(timeNs: 1000, "new", 70, ulong.MaxValue);
    }

    private void AssertInterval(ulong timeNs, string? name, ulong fromNs, ulong untilNs)
    {
        CodeLookup<MethodCode> lookup = _map.Find(Base, timeNs);
        Assert.Equal((name, fromNs, untilNs), (lookup.Owner?.Info.Name, lookup.FromNs, lookup.UntilNs));
    }

    private void AddAll()
    {
        uint[] order = [.. Enumerable.Range(0, Methods).Select(i => (uint)i)];
        new Random(1).Shuffle(order);
        ulong key = 0;
        foreach (uint i in order)
        {
            CodeRange[] ranges = [new(Base + (i * Spacing), Spacing / 2)];
            _map.Add(new MethodInfo(++key, key, 1, 0, i, default, ranges, [], "", 0), module: null);
        }
    }
}
