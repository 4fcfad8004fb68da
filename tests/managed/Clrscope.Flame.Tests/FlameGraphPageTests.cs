using System.Text.RegularExpressions;
using Clrscope.CommandLine.Flame;
using Clrscope.Profiles;

namespace Clrscope.Flame.Tests;

public sealed class FlameGraphPageTests
{
    [Fact]
    public void Stacks_are_folded_into_a_tree_with_the_heaviest_child_first()
    {
        var page = new PageReader(new Samples().Add("main > cold", 2).Add("main > hot", 5).Add("main > hot > leaf", 1).Build());

        Assert.Equal(["all 0", ".main 0", "..hot 50000000", "...leaf 10000000", "..cold 20000000"], page.Tree());
    }

    [Fact]
    public void The_facts_of_the_header_are_the_profiles()
    {
        var builder = new ProfileBuilder(ProfileKind.Cpu)
        {
            Start = DateTimeOffset.UnixEpoch.AddDays(1),
            End = DateTimeOffset.UnixEpoch.AddDays(1).AddSeconds(15),
        };
        builder.AddSample([builder.AddLocation(LocationInfo.NoMapping, 0, new Line(builder.AddFunction("main"), 0))], LabelSet.Empty, 3, 30);

        var page = new PageReader(builder.Build());

        Assert.Equal("cpu", page["type"].GetString());
        Assert.Equal("nanoseconds", page["unit"].GetString());
        Assert.Equal(86_400_000, page["startMs"].GetInt64());
        Assert.Equal(15_000_000_000, page["durationNs"].GetInt64());
        Assert.Equal(3, page["samples"].GetInt64());
    }

    [Fact]
    public void Values_are_written_in_multiples_of_their_greatest_divisor()
    {
        var page = new PageReader(new Samples().Add("a", 4).Add("b", 6).Build());

        Assert.Equal(2 * Samples.Period, page["scale"].GetInt64());
        Assert.Equal(["all 0", ".b 60000000", ".a 40000000"], page.Tree());
    }

    [Fact]
    public void One_process_needs_no_level_of_its_own()
    {
        var page = new PageReader(new Samples().Add("main", 1, Process("Shop", 1)).Add("other", 1, Process("Shop", 1)).Build());

        Assert.Equal(["all 0", ".main 10000000", ".other 10000000"], page.Tree());
    }

    [Fact]
    public void Several_processes_stand_above_their_stacks()
    {
        var page = new PageReader(new Samples()
            .Add("main", 3, Process("dotnet build", 10))
            .Add("main", 2, Process("VBCSCompiler", 11))
            .Add("main", 1, Process("dotnet build", 12))
            .Build());

        Assert.Equal(
            [
                "all 0",
                ".dotnet build 0", "..pid 10 0", "...main 30000000", "..pid 12 0", "...main 10000000",
                ".VBCSCompiler 0", "..pid 11 0", "...main 20000000",
            ],
            page.Tree());
        Assert.Equal(
            ["VBCSCompiler", "dotnet build", "pid 10", "pid 11", "pid 12"],
            page.Frames.Where(frame => frame.Kind == BoxKind.Process).Select(frame => frame.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_method_that_is_named_like_a_process_keeps_its_own_kind()
    {
        var page = new PageReader(new Samples().Add("Shop.dll!Shop", 1, Process("Shop", 1)).Add("main", 1, Process("Cart", 2)).Build());

        Assert.Equal(
            [BoxKind.User, BoxKind.Process],
            page.Frames.Where(frame => frame.Name == "Shop").Select(frame => frame.Kind).Order());
    }

    [Fact]
    public void Modules_come_with_their_frames()
    {
        var page = new PageReader(new Samples().Add("libcoreclr.so!RunMain > Shop.dll!Shop.Program.Main()").Build());

        Assert.Contains(("RunMain", BoxKind.Native, "libcoreclr.so"), page.Frames);
        Assert.Contains(("Shop.Program.Main()", BoxKind.User, "Shop.dll"), page.Frames);
    }

    [Theory]
    [InlineData("System.Collections.Generic.Dictionary<TKey, TValue>.FindValue(TKey)")]
    [InlineData("</script><script>alert(1)</script>")]
    [InlineData("</SCRIPT >")]
    [InlineData("<!-- <script>")]
    [InlineData("\"quoted\" \\ back\\slash & ampersand 'single'")]
    [InlineData("line\nbreak\u2028and\u0000control")]
    [InlineData("{{title}} {{profile}} $& $1")]
    [InlineData("r\u00e9sum\u00e9 \u4e2d\u6587 \ud83d\udd25")]
    [InlineData("")]
    public void Every_name_comes_back_as_it_was(string name)
    {
        var page = new PageReader(new Samples().Add("main", 1, Process(name, 1)).Add("main", 1, Process("other", 2)).Build(), title: name);

        Assert.Equal(name, page.Title);
        Assert.Contains(name.Length == 0 ? "process 0" : name, page.Frames.Select(frame => frame.Name));
    }

    [Fact]
    public void A_name_can_neither_add_an_element_nor_end_one()
    {
        const string Hostile = "</script></title><img src=x onerror=alert(1)>";
        static int Tags(string html) => Regex.Count(html, "<[/!a-zA-Z]");

        var harmless = new PageReader(new Samples().Add("main").Build(), "title");
        var page = new PageReader(new Samples().Add(Hostile).Build(), Hostile);

        Assert.Equal(Tags(harmless.Html), Tags(page.Html));
    }

    [Fact]
    public void The_page_asks_for_nothing_from_outside()
    {
        var page = new PageReader(new Samples().Add("main").Build());

        Assert.DoesNotMatch("(?i)<link[^>]+href=\"(?!data:)", page.Html);
        Assert.DoesNotMatch("(?i)<(script|img|iframe)[^>]+src=", page.Html);
        Assert.DoesNotMatch("(?i)@import|url\\((?!data:)", page.Html);
        Assert.Contains("default-src 'none'", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_without_samples_is_a_root_alone()
    {
        var page = new PageReader(new Samples().Build());

        Assert.Equal(["all 0"], page.Tree());
    }

    [Fact]
    public void Values_at_the_end_of_their_range_are_written()
    {
        var builder = new ProfileBuilder(ProfileKind.Cpu);
        foreach (string name in (string[])["a", "b", "c"])
        {
            builder.AddSample([builder.AddLocation(LocationInfo.NoMapping, 0, new Line(builder.AddFunction(name), 0))], LabelSet.Empty, 1, long.MaxValue);
        }

        Assert.Equal(4, new PageReader(builder.Build()).Tree().Length);
    }

    [Fact]
    public void Fifty_thousand_different_stacks_fit_into_a_page()
    {
        var samples = new Samples();
        for (int i = 0; i < 50_000; i++)
        {
            samples.Add($"App.dll!Main() > App.dll!App.Type{i % 100}.Run() > App.dll!App.Type{i % 1_000}.Step{i % 7}() > App.dll!App.Leaf{i}.Work()");
        }

        var page = new PageReader(samples.Build());

        Assert.Equal(50_000, page.Tree().Count(line => line.Contains(".Work()", StringComparison.Ordinal)));
        Assert.InRange(page.Html.Length, 50_000, 6_000_000);
    }

    [Fact]
    public void A_profile_that_measures_nothing_is_refused() =>
        Assert.Throws<ArgumentException>(() => FlameGraphPage.Write(WithoutSampleTypes(), "title", TextWriter.Null));

    private static Profile WithoutSampleTypes()
    {
        // An encoded profile that holds the empty string (field 6) and nothing else.
        using var encoded = new MemoryStream([(6 << 3) | 2, 0]);
        return PprofReader.Read(encoded);
    }

    private static Label[] Process(string name, long pid) => [new("process", name), new("pid", pid)];
}
