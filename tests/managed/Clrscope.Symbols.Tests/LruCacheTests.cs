namespace Clrscope.Symbols.Tests;

public sealed class LruCacheTests
{
    private sealed record Value(string Text, long Bytes) : ICacheable;

    private int _created;

    [Fact]
    public void A_value_is_made_once()
    {
        var cache = new LruCache<string, Value>(maxBytes: 1 << 20);

        Assert.Same(cache.GetOrAdd("a", Create), cache.GetOrAdd("a", Create));
        Assert.Equal(1, _created);
    }

    [Fact]
    public void The_least_recently_used_goes_first()
    {
        var cache = new LruCache<string, Value>(maxBytes: 25_000);
        cache.GetOrAdd("a", Create);
        cache.GetOrAdd("b", Create);
        cache.GetOrAdd("a", Create);
        cache.GetOrAdd("c", Create);
        Assert.Equal(3, _created);

        cache.GetOrAdd("a", Create);
        Assert.Equal(3, _created);

        cache.GetOrAdd("b", Create);
        Assert.Equal(4, _created);
        Assert.Equal(2, cache.Count);
    }

    [Fact]
    public void A_value_that_is_too_large_stays_while_it_is_the_newest()
    {
        var cache = new LruCache<string, Value>(maxBytes: 100);

        Assert.Equal("a", cache.GetOrAdd("a", Create).Text);
        Assert.Equal("b", cache.GetOrAdd("b", Create).Text);
        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void Values_of_no_size_are_bounded_too()
    {
        var cache = new LruCache<string, Value>(maxBytes: 1 << 20);

        for (int i = 0; i < 10_000; i++)
        {
            cache.GetOrAdd($"{i}", key => new Value(key, 0));
        }

        Assert.InRange(cache.Count, 100, 3000);
    }

    private Value Create(string key)
    {
        _created++;
        return new Value(key, 10_000);
    }
}
