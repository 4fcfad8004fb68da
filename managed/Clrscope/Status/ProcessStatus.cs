using Clrscope.Agent.Segments;

namespace Clrscope.CommandLine.Status;

/// <summary>A profiled process as its segment shows it at one moment.</summary>
internal sealed record ProcessStatus
{
    public required int Pid { get; init; }

    public required string Name { get; init; }

    /// <summary>Version of its runtime; empty if it is not known yet.</summary>
    public required string Runtime { get; init; }

    /// <summary>False if it has ended and no agent has finished its segment.</summary>
    public required bool IsRunning { get; init; }

    /// <summary>Time since the profiler was loaded.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>Threads that are registered now.</summary>
    public required ulong Threads { get; init; }

    /// <summary>Samples committed so far.</summary>
    public required ulong Samples { get; init; }

    /// <summary>Samples per second of its age.</summary>
    public double SamplesPerSecond => Age > TimeSpan.Zero ? Samples / Age.TotalSeconds : 0;

    /// <summary>Samples per second of CPU time that are asked for; 0 if sampling is off.</summary>
    public required int Hz { get; init; }

    /// <summary>What is missing from its profile.</summary>
    public required IReadOnlyList<DropCause> Drops { get; init; }

    /// <summary>Mean time that a sample keeps its thread, in microseconds.</summary>
    public required double MeanHandlerMicroseconds { get; init; }

    /// <summary>Bytes of the ring that no agent has read.</summary>
    public required ulong LagBytes { get; init; }

    /// <summary>Time since an agent's last look at the segment; null if there was none.</summary>
    public required TimeSpan? SinceHeartbeat { get; init; }

    /// <summary>The agent that serves it; null if none does.</summary>
    public required int? AgentPid { get; init; }

    /// <summary>The segment.</summary>
    public required string Path { get; init; }
}
