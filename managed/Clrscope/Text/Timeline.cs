namespace Clrscope.CommandLine.Text;

/// <summary>Rows with a name, some numbers, and a bar that takes what the width leaves.</summary>
/// <param name="width">Columns in all.</param>
/// <param name="minBarWidth">Columns that bars have at least.</param>
/// <param name="headers">Of the name and of the numbers.</param>
/// <param name="durationNs">What the bars stand for.</param>
internal sealed class Timeline(int width, int minBarWidth, string[] headers, long durationNs)
{
    private const string Gap = "  ";
    private const int MinNameWidth = 12;

    private readonly List<(string[] Cells, Func<TimelineBar, string>? Bar)> _rows = [];

    /// <summary>Adds a row.</summary>
    public void Add(string[] cells, Func<TimelineBar, string> bar) =>
        _rows.Add(([.. cells.Select(TerminalText.Clean)], bar));

    /// <summary>Adds a line without numbers and bar.</summary>
    public void AddNote(string text) => _rows.Add(([text], null));

    /// <summary>Writes the rows.</summary>
    /// <param name="output">Takes the lines.</param>
    /// <param name="sameBar">Columns of the bars of another timeline that this one is to be read with; null for the best.</param>
    /// <returns>Columns of the bars.</returns>
    public int Write(TextWriter output, int? sameBar = null)
    {
        int[] widths =
        [
            .. headers.Select((header, i) =>
                _rows.Where(row => row.Bar is not null).Select(row => row.Cells[i].Length).Append(header.Length).Max()),
        ];
        int numbers = widths.Skip(1).Sum() + (Gap.Length * (headers.Length + 1));
        int room = Math.Max(MinNameWidth + minBarWidth, width - numbers);
        widths[0] = sameBar is int same && room - same >= MinNameWidth
            ? room - same
            : Math.Min(widths[0], Math.Max(MinNameWidth, Math.Min(room / 2, room - minBarWidth)));
        int barWidth = room - widths[0];
        TimelineBar bar = new(durationNs, barWidth);
        string scale = Figures.Duration(durationNs);
        WriteRow(output, headers, widths, "0" + scale.PadLeft(barWidth - 1));
        foreach ((string[] cells, Func<TimelineBar, string>? draw) in _rows)
        {
            if (draw is null)
            {
                output.WriteLine(Shorten.Middle(Gap + cells[0], width));
            }
            else
            {
                WriteRow(output, cells, widths, draw(bar));
            }
        }

        return barWidth;
    }

    private static void WriteRow(TextWriter output, string[] cells, int[] widths, string bar)
    {
        string name = Shorten.Middle(cells[0], widths[0]).PadRight(widths[0]);
        string numbers = string.Concat(cells.Skip(1).Select((cell, i) => Gap + cell.PadLeft(widths[i + 1])));
        output.WriteLine((Gap + name + numbers + Gap + bar).TrimEnd());
    }
}
