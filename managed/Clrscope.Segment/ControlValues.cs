namespace Clrscope.Segment;

/// <summary>What the agent tells the owner to sample.</summary>
/// <param name="CpuEnabled">Whether to take CPU samples.</param>
/// <param name="CpuHz">CPU samples a second and thread, 1 to 1,000.</param>
/// <param name="Generation">
/// Counts the changes of the control page, by two each; ignored on writing. An odd value means that a writer died half-way:
/// the owner keeps what it had until the page is written again.
/// </param>
public readonly record struct ControlValues(bool CpuEnabled, int CpuHz, ulong Generation = 0)
{
    /// <summary>Whether samples carry the span that their thread works for, and spans are recorded.</summary>
    public bool ActivityEnabled { get; init; }

    /// <summary>Span starts, and as many stops, recorded a second: 0 to 1,000,000.</summary>
    public int SpansPerSecond { get; init; }

    /// <summary>Traces whose spans below the local root are recorded, in percent: 0 to 100.</summary>
    public int SpanPercent { get; init; }
}
