using Clrscope.Queries;
using Clrscope.Queries.Slow;

namespace Clrscope.CommandLine.Text;

/// <summary>The table of the slowest requests.</summary>
internal static class SlowReport
{
    /// <summary>Columns of a terminal from which on whole trace ids leave enough room.</summary>
    private const int WideTerminal = 120;
    private const int ShortTraceId = 16;

    /// <summary>Writes the requests, each with the methods that it used CPU time in.</summary>
    public static void Write(SlowResult result, string when, RecordingExtent extent, TextWriter output, int? width)
    {
        output.WriteLine(result.Requests == 0
            ? $"No requests ended {when}"
            : $"{Figures.Count(result.Rows.Count)} slowest of {Figures.Count(result.Requests, "request")} that ended {when}");
        if (result.OldestInFlight is SlowRequest oldest)
        {
            long age = Math.Max(0, Math.Min(result.ToUnixNs, extent.LastUnixNs) - oldest.StartUnixNs);
            output.WriteLine(TerminalText.Clean(
                $"{Figures.Count(result.InFlight)} have not ended, the oldest for {Figures.Duration(age)}: {oldest.TraceId} {oldest.Name}"));
        }

        output.WriteLine();
        if (result.Rows.Count > 0)
        {
            Table(result, width).Write(output, width);
        }
    }

    private static TextTable Table(SlowResult result, int? width)
    {
        bool hasServices = result.Rows.Select(row => row.Service).Distinct().Skip(1).Any();
        bool hasStatus = result.Rows.Any(row => row.Status.Length > 0);
        bool hasDates = TimeRange.AreOnDifferentDays(
            result.Rows.Min(row => row.StartUnixNs), result.Rows.Max(row => row.StartUnixNs));
        List<Column> columns =
        [
            new("TIME", ColumnLayout.Right),
            new("CPU", ColumnLayout.Right),
            new("START", ColumnLayout.Left),
            new("TRACE", ColumnLayout.Left),
        ];
        columns.AddRange(hasStatus ? [new("STATUS", ColumnLayout.Left)] : []);
        columns.AddRange(hasServices ? [new("SERVICE", ColumnLayout.Left)] : []);
        columns.Add(new("ENDPOINT", ColumnLayout.Flexible));
        TextTable table = new([.. columns]);
        foreach (SlowRequest row in result.Rows)
        {
            List<string> cells =
            [
                Figures.Duration(row.DurationNs ?? 0),
                row.Samples == 0 ? "-" : Figures.Duration(row.CpuNs),
                TimeRange.Exact(row.StartUnixNs, hasDates),
                width < WideTerminal ? row.TraceId[..ShortTraceId] : row.TraceId,
            ];
            cells.AddRange(hasStatus ? [row.Status] : []);
            cells.AddRange(hasServices ? [row.Service] : []);
            cells.Add(row.Endpoint);
            table.Add([.. cells]);
            foreach (NamedCpu frame in row.Frames)
            {
                table.AddNote($"          {Figures.Duration(frame.CpuNs),8}  {frame.Name}");
            }
        }

        return table;
    }
}
