namespace Clrscope.Segment;

/// <summary>How far agents have come with a segment.</summary>
/// <param name="Tail">Ring bytes below this position are on disk and free for the owner.</param>
/// <param name="ReadPosition">Ring bytes below this position are in the agent's memory.</param>
/// <param name="HeartbeatNs">CLOCK_MONOTONIC of the agent's last pass over the segment; 0 if there was none.</param>
/// <param name="AgentPid">Process id of that agent; 0 if there was none.</param>
public readonly record struct ConsumerState(ulong Tail, ulong ReadPosition, ulong HeartbeatNs, int AgentPid);
