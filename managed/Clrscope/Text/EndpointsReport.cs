using Clrscope.Queries.Endpoints;

namespace Clrscope.CommandLine.Text;

/// <summary>The table of endpoints.</summary>
internal static class EndpointsReport
{
    private const string None = "-";

    /// <summary>Writes the first <paramref name="top"/> endpoints, and what the others come to.</summary>
    public static void Write(EndpointsResult result, string when, int top, TextWriter output, int? width)
    {
        output.WriteLine(
            $"CPU {Figures.Seconds(result.CpuNs)} in {Figures.Count(result.Samples, "sample")}; "
            + $"{Figures.Count(result.Requests, "request")} ended, {Figures.Count(result.InFlight)} open");
        output.WriteLine(when);
        output.WriteLine();

        // Columns that say nothing are left out: the name of the endpoint needs the room.
        bool hasServices = result.Rows.Select(row => row.Service).Distinct().Skip(1).Any();
        bool hasErrors = result.Rows.Any(row => row.Errors > 0);
        bool hasOpen = result.InFlight > 0;
        List<Column> columns =
        [
            new("CPU", ColumnLayout.Right),
            new("CPU%", ColumnLayout.Right),
            new("SAMPLES", ColumnLayout.Right),
            new("REQUESTS", ColumnLayout.Right),
            new("CPU/REQ", ColumnLayout.Right),
            new("P50", ColumnLayout.Right),
            new("P99", ColumnLayout.Right),
        ];
        columns.AddRange(hasErrors ? [new("ERRORS", ColumnLayout.Right)] : []);
        columns.AddRange(hasOpen ? [new("OPEN", ColumnLayout.Right)] : []);
        columns.AddRange(hasServices ? [new("SERVICE", ColumnLayout.Left)] : []);
        columns.Add(new("ENDPOINT", ColumnLayout.Flexible));
        TextTable table = new([.. columns]);
        foreach (EndpointRow row in result.Rows.Take(top))
        {
            List<string> cells =
            [
                Figures.Seconds(row.CpuNs),
                Figures.Percent(row.CpuNs, result.CpuNs),
                Figures.Count(row.Samples),
                CountOrNone(row.Requests),
                row.CpuPerRequestNs is long perRequest ? Figures.Duration(perRequest) : None,
                row.P50Ns is long p50 ? Figures.Duration(p50) : None,
                row.P99Ns is long p99 ? Figures.Duration(p99) : None,
            ];
            cells.AddRange(hasErrors ? [CountOrNone(row.Errors)] : []);
            cells.AddRange(hasOpen ? [CountOrNone(row.InFlight)] : []);
            cells.AddRange(hasServices ? [row.Service] : []);
            cells.Add(row.Endpoint);
            table.Add([.. cells]);
        }

        table.Write(output, width);
        if (result.Rows.Count > top)
        {
            long cpu = result.Rows.Skip(top).Sum(row => row.CpuNs);
            output.WriteLine($"and {Figures.Count(result.Rows.Count - top)} more with {Figures.Seconds(cpu)} (--top shows more)");
        }
    }

    private static string CountOrNone(long count) => count == 0 ? None : Figures.Count(count);
}
