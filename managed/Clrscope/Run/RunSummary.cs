using Clrscope.Agent.Collecting;
using Clrscope.Agent.Segments;
using Clrscope.CommandLine.Text;
using Clrscope.Profiles;
using Clrscope.Segment;

namespace Clrscope.CommandLine.Run;

/// <summary>Tells on standard error what a run has found.</summary>
internal sealed class RunSummary(TextWriter error, int? width)
{
    private const int MaxProcessesListed = 20;

    /// <summary>Tells what was measured, what is missing and where the profile is.</summary>
    public void Write(IReadOnlyList<CollectedProcess> processes, IReadOnlyList<string> paths, int top)
    {
        Profile merged = ProfileMerger.Merge(processes.Select(process => process.Profile));
        int cpu = merged.DefaultValueIndex;
        error.WriteLine();
        error.WriteLine(
            $"clrscope: {Plural(processes.Count, "process", "processes")}, "
            + $"{Plural(processes.Sum(process => process.Samples), "sample", "samples")}, "
            + $"{Figures.Seconds(merged.Total(cpu))} of CPU time in {Figures.Seconds(merged.DurationNanos)}.");
        WriteProcesses(processes);
        WriteDrops(processes);
        if (top > 0)
        {
            HotMethodsReport.Write(merged, cpu, top, byCumulative: false, error, width);
        }

        WritePaths(paths);
    }

    private static string Plural(long count, string one, string many) => $"{Figures.Count(count)} {(count == 1 ? one : many)}";

    private void WriteProcesses(IReadOnlyList<CollectedProcess> processes)
    {
        if (processes.Count > 1)
        {
            TextTable table = new(
                new("PID", ColumnLayout.Right),
                new("SAMPLES", ColumnLayout.Right),
                new("CPU", ColumnLayout.Right),
                new("PROCESS", ColumnLayout.Flexible));
            foreach (CollectedProcess process in processes.OrderByDescending(CpuOf).Take(MaxProcessesListed))
            {
                table.Add($"{process.Pid}", Figures.Count(process.Samples), Figures.Seconds(CpuOf(process)), process.Name);
            }

            table.Write(error, width);
            if (processes.Count > MaxProcessesListed)
            {
                error.WriteLine($"... and {processes.Count - MaxProcessesListed} more.");
            }
        }

        string[] running = [.. processes.Where(process => process.IsRunning).Select(process => $"{process.Name} ({process.Pid})")];
        if (running.Length > 0)
        {
            error.WriteLine($"Still running, in the profile up to now: {string.Join(", ", running)}.");
        }
    }

    private void WriteDrops(IReadOnlyList<CollectedProcess> processes)
    {
        DropCause[] drops = [.. processes.SelectMany(process => DropCause.Of(process.Counters, process.Faults))];
        if (drops.Length == 0)
        {
            return;
        }

        string causes = string.Join(", ", drops
            .GroupBy(drop => drop.Text)
            .Select(group => $"{Figures.Count(group.Sum(drop => (long)drop.Count))} {group.Key}"));
        error.WriteLine($"Incomplete: {causes}.");
        ulong lost = processes.Aggregate(0UL, (sum, process) => sum + process.Counters[Counter.DroppedWeightNs]);
        if (lost > 0)
        {
            error.WriteLine($"{Figures.Seconds(lost)} of CPU time is missing from the profile; a larger ring (CLRSCOPE_RING_MB) or a lower rate helps.");
        }
    }

    private void WritePaths(IReadOnlyList<string> paths)
    {
        foreach (string path in paths)
        {
            error.WriteLine($"Profile: {path}");
        }

        error.WriteLine($"Open it: go tool pprof -http=: {paths[0]}");
        error.WriteLine($"     or: clrscope flame {paths[0]} -o flame.html");
    }

    private static long CpuOf(CollectedProcess process) => process.Profile.Total(process.Profile.DefaultValueIndex);
}
