namespace Clrscope.Queries.Traces;

/// <summary>
/// Finds the stretches in which no thread was seen working. Each is said of the innermost span that lasted: of one above it,
/// it goes without saying.
/// </summary>
/// <param name="work">When threads worked.</param>
/// <param name="methods">Names of async methods.</param>
/// <param name="originNs">Start of the trace.</param>
/// <param name="minNs">Shorter ones are passed over: samples do not tell.</param>
internal sealed class WaitFinder(WorkIntervals work, IReadOnlyList<string> methods, long originNs, long minNs)
{
    /// <summary>The stretches of a span.</summary>
    internal IEnumerable<TraceWait> Of(TraceNode node, IReadOnlyList<TimeInterval> onCpu)
    {
        IEnumerable<TimeInterval> busy = onCpu
            .Concat(node.Children.Select(child => new TimeInterval(child.StartNs - originNs, child.EndNs - originNs)))
            .Where(interval => interval.LengthNs > 0)
            .Append(new TimeInterval(node.EndNs - originNs, node.EndNs - originNs))
            .OrderBy(interval => interval.StartNs);
        long at = node.StartNs - originNs;
        foreach (TimeInterval interval in busy)
        {
            if (Math.Min(interval.StartNs, node.EndNs - originNs) - at >= minNs)
            {
                TimeInterval wait = new(at, Math.Min(interval.StartNs, node.EndNs - originNs));
                yield return new TraceWait(node.Id.ToString(), node.Name, wait, MethodBefore(node, originNs + at));
            }

            at = Math.Max(at, interval.EndNs);
        }
    }

    private string? MethodBefore(TraceNode node, long timeNs)
    {
        for (TraceNode? at = node; at is not null && at.Process?.Pid == node.Process?.Pid; at = at.Parent)
        {
            if (work.LastBefore(at.Order, timeNs) is { } last)
            {
                return last.Last < 0 ? null : methods[last.Last];
            }
        }

        return null;
    }
}
