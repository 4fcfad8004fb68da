using Clrscope.Agent.Spans;

namespace Clrscope.Agent.Tests.Spans;

public sealed class BoundedMapTests
{
    [Fact]
    public void The_oldest_entries_go_when_it_is_full()
    {
        BoundedMap<string> map = new(3);
        for (ulong key = 1; key <= 5; key++)
        {
            map.Add(key, $"{key}");
        }

        Assert.Equal([null, null, "3", "4", "5"], Enumerable.Range(1, 5).Select(key => map.Find((ulong)key)));
        Assert.Equal(3, map.Count);
    }

    [Fact]
    public void An_entry_stays_however_many_come_and_are_removed()
    {
        BoundedMap<string> map = new(3);
        map.Add(1, "stays");
        for (ulong key = 2; key < 100; key++)
        {
            map.Add(key, "goes");
            Assert.Equal("goes", map.Remove(key));
        }

        Assert.Equal("stays", map.Find(1));
        Assert.Equal(1, map.Count);
    }

    [Fact]
    public void What_is_set_again_is_the_youngest()
    {
        BoundedMap<string> map = new(2);
        map.Add(1, "old");
        map.Add(2, "two");
        map.Add(1, "new");
        map.Add(3, "three");

        Assert.Equal(["new", null, "three"], Enumerable.Range(1, 3).Select(key => map.Find((ulong)key)));
    }
}
