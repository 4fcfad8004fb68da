using System.Globalization;
using Clrscope.CommandLine.Text;

namespace Clrscope.CommandLine.Status;

/// <summary>Profiled processes as a table.</summary>
internal static class ProcessTable
{
    /// <summary>Writes one line for each process, ordered by pid.</summary>
    public static void Write(IEnumerable<ProcessStatus> processes, TextWriter output, int? width)
    {
        TextTable table = new(
            new("PID", ColumnLayout.Right),
            new("PROCESS", ColumnLayout.Flexible),
            new("RUNTIME", ColumnLayout.Left),
            new("STATE", ColumnLayout.Left),
            new("AGE", ColumnLayout.Right),
            new("THREADS", ColumnLayout.Right),
            new("SAMPLES", ColumnLayout.Right),
            new("PER S", ColumnLayout.Right),
            new("HZ", ColumnLayout.Right),
            new("HANDLER", ColumnLayout.Right),
            new("AGENT", ColumnLayout.Right),
            new("LAG", ColumnLayout.Right),
            new("DROPPED", ColumnLayout.Left));
        foreach (ProcessStatus process in processes.OrderBy(process => process.Pid))
        {
            table.Add(
                process.Pid.ToString(CultureInfo.InvariantCulture),
                process.Name,
                process.Runtime,
                process.IsRunning ? "running" : "ended",
                Figures.Age(process.Age),
                Figures.Count(process.Threads),
                Figures.Count(process.Samples),
                Figures.Decimal(process.SamplesPerSecond),
                process.Hz == 0 ? "off" : process.Hz.ToString(CultureInfo.InvariantCulture),
                $"{Figures.Decimal(process.MeanHandlerMicroseconds)} us",
                process.AgentPid?.ToString(CultureInfo.InvariantCulture) ?? "none",
                LagOf(process),
                DropsOf(process));
        }

        table.Write(output, width);
    }

    private static string LagOf(ProcessStatus process) =>
        $"{Figures.Count(process.LagBytes)} B {(process.SinceHeartbeat is TimeSpan silence ? $"{Figures.Decimal(silence.TotalSeconds)} s" : "-")}";

    private static string DropsOf(ProcessStatus process) =>
        process.Drops.Count == 0 ? "0" : string.Join(" ", process.Drops.Select(drop => $"{drop.Name}={Figures.Count(drop.Count)}"));
}
