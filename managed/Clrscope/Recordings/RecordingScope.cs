using Clrscope.Queries;

namespace Clrscope.CommandLine.Recordings;

/// <summary>Which recording is asked, about what, and where the answer goes.</summary>
internal sealed record RecordingScope
{
    /// <summary>The recording's directory.</summary>
    public required string Directory { get; init; }

    /// <summary>When.</summary>
    public required TimeWindow Window { get; init; }

    /// <summary>Where.</summary>
    public required ProcessFilter Processes { get; init; }

    /// <summary>Whether the answer is for programs.</summary>
    public required bool Json { get; init; }

    /// <summary>Takes the answer.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Takes what is to be said besides.</summary>
    public required TextWriter Error { get; init; }
}
