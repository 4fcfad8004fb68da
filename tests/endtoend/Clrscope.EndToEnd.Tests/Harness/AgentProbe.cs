using System.Globalization;

namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>Looks from outside at the agents of a segment directory.</summary>
internal sealed class AgentProbe(string segments)
{
    /// <summary>The processes that are agents of the directory, as the kernel lists them.</summary>
    internal int[] Running => [.. Directory.EnumerateDirectories("/proc")
        .Select(Path.GetFileName)
        .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
        .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
        .Where(IsOurs)];

    /// <summary>The process that says in the directory's lock that it is the agent; null if it does not run.</summary>
    internal int? Serving => LockedBy() is int pid && IsOurs(pid) ? pid : null;

    /// <summary>What agents that the library started have written to their log.</summary>
    internal string Log
    {
        get
        {
            string path = Path.Combine(segments, "agent.log");
            return File.Exists(path) ? File.ReadAllText(path) : "";
        }
    }

    /// <summary>The agent that serves the directory, once there is one.</summary>
    internal int WaitForOne()
    {
        int pid = 0;
        Eventually.True(() => Serving is int serving && (pid = serving) > 0, $"an agent serves {segments}");
        return pid;
    }

    /// <summary>Ends all of them by SIGKILL.</summary>
    internal void KillAll()
    {
        foreach (int pid in Running)
        {
            _ = Posix.Kill(pid, Posix.SIGKILL);
        }

        Eventually.True(() => Running.Length == 0, $"no agent serves {segments}");
    }

    /// <summary>The parent of a process.</summary>
    internal static int ParentOf(int pid)
    {
        // The name, in parentheses, may hold anything; behind it come the state and the parent.
        string status = File.ReadAllText($"/proc/{pid}/stat");
        return int.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
    }

    /// <summary>The names of the variables in a process's environment.</summary>
    internal static string[] VariablesOf(int pid) =>
        [.. File.ReadAllText($"/proc/{pid}/environ").Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(variable => variable.Split('=')[0])];

    private int? LockedBy()
    {
        string? path = Directory.EnumerateFiles(segments, "agent.*.lock").SingleOrDefault();
        return path is not null && int.TryParse(File.ReadAllText(path).Split(' ')[0], CultureInfo.InvariantCulture, out int pid) ? pid : null;
    }

    // A process that has ended and was not waited for yet has no command line any more.
    private bool IsOurs(int pid)
    {
        try
        {
            string[] command = File.ReadAllText($"/proc/{pid}/cmdline").Split('\0');
            return command.Contains("agent") && command.Contains(segments);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
