using Clrscope.Profiles;

namespace Clrscope.CommandLine.Text;

/// <summary>The table of the functions that a profile's values were measured in.</summary>
internal static class HotMethodsReport
{
    /// <summary>Writes the first <paramref name="count"/> functions.</summary>
    /// <param name="profile">Any profile.</param>
    /// <param name="valueIndex">Which of its values.</param>
    /// <param name="count">How many functions.</param>
    /// <param name="byCumulative">Whether they are ordered by what they and their callees took, else by themselves.</param>
    /// <param name="output">Takes the table.</param>
    /// <param name="width">Width of the terminal, or null.</param>
    public static void Write(Profile profile, int valueIndex, int count, bool byCumulative, TextWriter output, int? width)
    {
        HotMethodTable table = HotMethods.Compute(profile, valueIndex);
        IEnumerable<HotMethod> rows = byCumulative
            ? table.Rows.OrderByDescending(row => row.Cumulative).ThenByDescending(row => row.Flat)
            : table.Rows;
        string unit = profile.SampleTypes[valueIndex].Unit;
        TextTable text = new(
            new("FLAT", ColumnLayout.Right),
            new("FLAT%", ColumnLayout.Right),
            new("CUM", ColumnLayout.Right),
            new("CUM%", ColumnLayout.Right),
            new("METHOD", ColumnLayout.Flexible));
        foreach (HotMethod row in rows.Take(count))
        {
            text.Add(
                Figures.Value(row.Flat, unit),
                Figures.Percent(row.Flat, table.Total),
                Figures.Value(row.Cumulative, unit),
                Figures.Percent(row.Cumulative, table.Total),
                row.Name);
        }

        text.Write(output, width);
    }
}
