using Clrscope.Queries.Traces;

namespace Clrscope.CommandLine.Text;

/// <summary>Draws stretches of time as one line of a given width, readable without colours.</summary>
/// <param name="durationNs">What the whole width stands for.</param>
/// <param name="width">Columns.</param>
internal sealed class TimelineBar(long durationNs, int width)
{
    private const char Self = '█';
    private const char Below = '▒';
    private const char Alive = '·';

    /// <summary>What the characters mean.</summary>
    public const string Legend = "█ a thread works in the span   ▒ in a span below it   · none seen working";

    /// <summary>A span: when it lasted, and when somebody worked for it or below it.</summary>
    public string Of(TraceSpan span)
    {
        char[] cells = Empty();
        Fill(cells, new TimeInterval(span.StartNs, span.StartNs + span.DurationNs), Alive);
        foreach (TimeInterval interval in span.OnCpuBelow)
        {
            Fill(cells, interval, Below);
        }

        foreach (TimeInterval interval in span.OnCpu)
        {
            Fill(cells, interval, Self);
        }

        return new string(cells);
    }

    /// <summary>A thread: when it worked.</summary>
    public string Of(TraceThread thread)
    {
        char[] cells = Empty();
        foreach (TimeInterval interval in thread.OnCpu)
        {
            Fill(cells, interval, Self);
        }

        return new string(cells);
    }

    private char[] Empty()
    {
        var cells = new char[width];
        cells.AsSpan().Fill(' ');
        return cells;
    }

    // Whatever touches a cell is seen: short spans in a long trace are the rule.
    private void Fill(char[] cells, TimeInterval interval, char with)
    {
        int first = CellOf(interval.StartNs);
        int last = CellOf(Math.Max(interval.StartNs, interval.EndNs - 1));
        cells.AsSpan(first, last - first + 1).Fill(with);
    }

    private int CellOf(long timeNs) =>
        (int)Math.Clamp((double)timeNs / Math.Max(1, durationNs) * width, 0, width - 1);
}
