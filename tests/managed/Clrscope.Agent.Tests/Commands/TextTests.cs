using Clrscope.CommandLine.Commands;
using Clrscope.CommandLine.Text;

namespace Clrscope.Agent.Tests.Commands;

public sealed class TextTests
{
    [Fact]
    public void Columns_are_aligned_and_the_flexible_one_takes_the_cut()
    {
        TextTable table = new(
            new("N", ColumnLayout.Right), new("NAME", ColumnLayout.Flexible), new("STATE", ColumnLayout.Left));
        table.Add("1", "short", "up");
        table.Add("1,234", "Some.Namespace.Type.Method(int)", "down");
        Assert.Equal(
            """
                N  NAME                             STATE
                1  short                            up
            1,234  Some.Namespace.Type.Method(int)  down

            """,
            Write(table, null));
        Assert.Equal(
            """
                N  NAME               STATE
                1  short              up
            1,234  Some.Nam…hod(int)  down

            """,
            Write(table, 31));
    }

    [Fact]
    public void No_line_is_wider_than_the_terminal()
    {
        TextTable table = new(new("A", ColumnLayout.Left), new("B", ColumnLayout.Flexible));
        table.Add(new string('a', 30), new string('b', 30));
        Assert.All(
            Write(table, 12).Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.InRange(line.Length, 1, 12));
    }

    [Theory]
    [InlineData("abcdefghij", 10, "abcdefghij")]
    [InlineData("abcdefghij", 9, "abcd…ghij")]
    [InlineData("abcdefghij", 4, "a…ij")]
    [InlineData("abcdefghij", 1, "…")]
    public void Names_are_shortened_in_the_middle(string name, int length, string expected) =>
        Assert.Equal(expected, Shorten.Middle(name, length));

    [Theory]
    [InlineData("30s", 30)]
    [InlineData("30", 30)]
    [InlineData("500ms", 0.5)]
    [InlineData("1.5m", 90)]
    [InlineData("2h", 7200)]
    public void Durations_have_units(string text, double seconds)
    {
        Assert.True(DurationText.TryParse(text, out TimeSpan duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("0")]
    [InlineData("-1s")]
    [InlineData("1d")]
    [InlineData("1 s")]
    [InlineData("1e3")]
    [InlineData("600h")]
    [InlineData("NaN")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Fact]
    public void Figures_are_the_same_everywhere()
    {
        Assert.Equal("1,234,567", Figures.Count(1234567L));
        Assert.Equal("1,234.57 s", Figures.Seconds(1234.567e9));
        Assert.Equal("33.3%", Figures.Percent(1, 3));
        Assert.Equal("0.0%", Figures.Percent(0, 0));
        Assert.Equal("12,000", Figures.Value(12000, "bytes"));
        Assert.Equal("3d 4h", Figures.Age(new TimeSpan(3, 4, 5, 6)));
        Assert.Equal("5m 6s", Figures.Age(new TimeSpan(0, 5, 6)));
        Assert.Equal("0s", Figures.Age(TimeSpan.Zero));
    }

    private static string Write(TextTable table, int? width)
    {
        using StringWriter output = new() { NewLine = "\n" };
        table.Write(output, width);
        return output.ToString();
    }
}
