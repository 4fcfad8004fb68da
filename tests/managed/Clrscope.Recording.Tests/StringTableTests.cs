using System.Text;
using Clrscope.Recording.Reading;

namespace Clrscope.Recording.Tests;

public sealed class StringTableTests
{
    [Fact]
    public void Strings_are_those_that_were_added_and_the_first_is_empty()
    {
        StringTable strings = new();
        strings.Add("GET"u8);
        strings.Add([]);
        strings.Add(Encoding.UTF8.GetBytes("/größe/{id}"));

        Assert.Equal(4, strings.Count);
        Assert.Equal(["", "GET", "", "/größe/{id}"], Enumerable.Range(0, 4).Select(i => strings[i]));
        Assert.Same(strings[3], strings[3]);
    }

    [Fact]
    public void What_was_taken_back_is_replaced_even_if_it_was_looked_at()
    {
        StringTable strings = new();
        strings.Add("kept"u8);
        strings.Add("of a damaged block"u8);
        Assert.Equal("of a damaged block", strings[2]);

        strings.CutTo(2);
        strings.Add("next"u8);
        Assert.Equal(["", "kept", "next"], Enumerable.Range(0, 3).Select(i => strings[i]));
    }
}
