namespace Clrscope.Segment;

/// <summary>What the agent tells the owner to sample.</summary>
/// <param name="CpuEnabled">Whether to take CPU samples.</param>
/// <param name="CpuHz">CPU samples a second and thread, 1 to 1,000.</param>
/// <param name="Generation">
/// Counts the changes of the control page, by two each; ignored on writing. An odd value means that a writer died half-way:
/// the owner keeps what it had until the page is written again.
/// </param>
public readonly record struct ControlValues(bool CpuEnabled, int CpuHz, ulong Generation = 0);
