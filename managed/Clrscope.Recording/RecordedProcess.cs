namespace Clrscope.Recording;

/// <summary>A process of which there are samples or spans.</summary>
/// <param name="Pid">Process id, as the agent sees it.</param>
/// <param name="StartTicks">Start time in clock ticks since boot: with the pid, the identity of the process.</param>
/// <param name="Name">The name by which people know it.</param>
/// <param name="Attributes">What it says of itself, such as <c>service.name</c>; kept in order.</param>
public sealed record RecordedProcess(
    int Pid, ulong StartTicks, string Name, IReadOnlyList<KeyValuePair<string, string>> Attributes)
{
    /// <summary>A process without attributes.</summary>
    public RecordedProcess(int pid, ulong startTicks, string name)
        : this(pid, startTicks, name, [])
    {
    }

    /// <summary>Compares the attributes too.</summary>
    public bool Equals(RecordedProcess? other) =>
        other is not null
        && Pid == other.Pid
        && StartTicks == other.StartTicks
        && Name == other.Name
        && Attributes.SequenceEqual(other.Attributes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Pid, StartTicks, Name, Attributes.Count);
}
