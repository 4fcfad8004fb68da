using Clrscope.Recording;

namespace Clrscope.Queries;

/// <summary>Which processes a question is about; all unless something is set.</summary>
public sealed record ProcessFilter
{
    /// <summary>No process is left out.</summary>
    public static ProcessFilter All { get; } = new();

    /// <summary>The name of the service or of the process, in whatever case; all if null.</summary>
    public string? Service { get; init; }

    /// <summary>The process id; all if null.</summary>
    public int? Pid { get; init; }

    /// <summary>The question for spans; null if all match.</summary>
    internal Func<RecordedProcess, bool>? OfProcess => this == All ? null : Matches;

    /// <summary>The question for samples; null if all match.</summary>
    internal Func<RecordedThread, bool>? OfThread => this == All ? null : thread => Matches(thread.Process);

    /// <summary>Whether the question is about a process.</summary>
    public bool Matches(RecordedProcess process) =>
        (Pid is null || Pid == process.Pid)
        && (Service is null
            || string.Equals(Service, ServiceName.Of(process), StringComparison.OrdinalIgnoreCase)
            || string.Equals(Service, process.Name, StringComparison.OrdinalIgnoreCase));
}
