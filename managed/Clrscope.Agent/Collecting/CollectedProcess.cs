using Clrscope.Agent.Segments;
using Clrscope.Profiles;
using Clrscope.Segment;

namespace Clrscope.Agent.Collecting;

/// <summary>What was collected of one process.</summary>
public sealed record CollectedProcess
{
    public required int Pid { get; init; }

    /// <summary>The process, as profiles call it.</summary>
    public required string Name { get; init; }

    /// <summary>Its samples.</summary>
    public required Profile Profile { get; init; }

    /// <summary>Number of its samples.</summary>
    public required long Samples { get; init; }

    /// <summary>What the process counted.</summary>
    public required CountersSnapshot Counters { get; init; }

    /// <summary>What was damaged in its segment.</summary>
    public required DrainFaults Faults { get; init; }

    /// <summary>Whether it was alive when the collection ended.</summary>
    public required bool IsRunning { get; init; }
}
