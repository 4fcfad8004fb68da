namespace Clrscope.CommandLine.Text;

/// <summary>Rows under aligned columns. No line is longer than the terminal is wide, so that none is wrapped.</summary>
internal sealed class TextTable(params Column[] columns)
{
    private const string Gap = "  ";
    private const int MinimumFlexibleWidth = 8;

    private readonly List<string[]> _rows = [];

    /// <summary>By number of rows before it: a line of its own.</summary>
    private readonly List<(int Rows, string Text)> _notes = [];

    /// <summary>Adds a row: one text for each column.</summary>
    public void Add(params string[] row) => _rows.Add([.. row.Select(TerminalText.Clean)]);

    /// <summary>Adds a line below the last row, to which no columns apply.</summary>
    public void AddNote(string text) => _notes.Add((_rows.Count, TerminalText.Clean(text)));

    /// <summary>Writes the table.</summary>
    /// <param name="output">Takes the lines.</param>
    /// <param name="width">Width of the terminal; null if there is none, and nothing is shortened.</param>
    /// <param name="indent">What each line begins with.</param>
    public void Write(TextWriter output, int? width, string indent = "")
    {
        int[] widths = Measure(width - indent.Length);
        WriteRow(output, [.. columns.Select(column => column.Header)], widths, width, indent);
        for (int i = 0; i < _rows.Count; i++)
        {
            WriteRow(output, _rows[i], widths, width, indent);
            foreach ((_, string note) in _notes.Where(note => note.Rows == i + 1))
            {
                output.WriteLine(Shorten.Middle(indent + note, width ?? int.MaxValue));
            }
        }
    }

    private int[] Measure(int? available)
    {
        int[] widths = [.. columns.Select((column, i) => _rows.Select(row => row[i].Length).Append(column.Header.Length).Max())];
        int flexible = Array.FindIndex(columns, column => column.Layout == ColumnLayout.Flexible);
        if (flexible >= 0 && available is int limit)
        {
            int others = widths.Sum() - widths[flexible] + (Gap.Length * (columns.Length - 1));
            widths[flexible] = Math.Min(widths[flexible], Math.Max(MinimumFlexibleWidth, limit - others));
        }

        return widths;
    }

    private void WriteRow(TextWriter output, string[] row, int[] widths, int? width, string indent)
    {
        string line = indent + string.Join(Gap, row.Select((text, i) => columns[i].Layout switch
        {
            ColumnLayout.Right => text.PadLeft(widths[i]),
            ColumnLayout.Flexible => Shorten.Middle(text, widths[i]).PadRight(widths[i]),
            _ => text.PadRight(widths[i]),
        }));
        line = line.TrimEnd();
        output.WriteLine(width is int limit && line.Length > limit ? line[..limit] : line);
    }
}
