using System.Globalization;

namespace Clrscope.Export;

/// <summary>A process as its segment names it: pids are reused, a pid with its start time is not until the next boot.</summary>
/// <param name="Pid">Process id in the process's own pid namespace.</param>
/// <param name="StartTicks">Clock ticks from boot to its start.</param>
public readonly record struct ProcessIdentity(int Pid, ulong StartTicks)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Pid}-{StartTicks}");

    internal static bool TryParse(ReadOnlySpan<char> pid, ReadOnlySpan<char> startTicks, out ProcessIdentity identity)
    {
        bool whole = int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out int pidValue)
            & ulong.TryParse(startTicks, NumberStyles.None, CultureInfo.InvariantCulture, out ulong ticksValue);
        identity = new(pidValue, ticksValue);
        return whole;
    }
}
