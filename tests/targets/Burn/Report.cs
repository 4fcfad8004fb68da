using System.Diagnostics;

namespace Burn;

internal static class Report
{
    /// <summary>
    /// Prints the one JSON line that a test reads: the facts given, and <c>cpu_ns</c>, the CPU time (user and system, all
    /// threads) that the kernel accounts to this process so far.
    /// </summary>
    public static int Print(string mode, params (string Key, long Value)[] facts)
    {
        string line = $"{{\"mode\":\"{mode}\"{string.Concat(facts.Select(fact => $",\"{fact.Key}\":{fact.Value}"))}";
        using Process self = Process.GetCurrentProcess();

        // The first write to the console costs milliseconds of CPU: it comes before the clock is read.
        Console.Write(line);
        Console.WriteLine($",\"cpu_ns\":{self.TotalProcessorTime.Ticks * TimeSpan.NanosecondsPerTick}}}");
        return 0;
    }
}
