namespace Clrscope.Queries.Traces;

/// <summary>When threads were seen working, for parts of a trace.</summary>
/// <param name="activities">By their start; they refer to places in the tree.</param>
/// <param name="originNs">Start of the trace.</param>
/// <param name="slackNs">Pauses up to this length are none.</param>
internal sealed class WorkIntervals(List<Activity> activities, long originNs, long slackNs)
{
    /// <summary>When somebody worked for the spans of a range of places, within bounds.</summary>
    internal List<TimeInterval> OfSpans(int order, int orderLimit, long startNs, long endNs) =>
        Union(activity => activity.Span >= order && activity.Span < orderLimit, startNs, endNs);

    /// <summary>When a thread worked.</summary>
    internal List<TimeInterval> OfThread(int thread, long startNs, long endNs) =>
        Union(activity => activity.Thread == thread, startNs, endNs);

    /// <summary>The last work in a span that ended before a moment, or just after; null if there is none.</summary>
    internal Activity? LastBefore(int order, long beforeNs)
    {
        Activity? last = null;
        foreach (Activity activity in activities)
        {
            if (activity.StartNs > beforeNs)
            {
                break;
            }

            if (activity.Span == order && activity.EndNs <= beforeNs + slackNs && !(last?.EndNs > activity.EndNs))
            {
                last = activity;
            }
        }

        return last;
    }

    private List<TimeInterval> Union(Func<Activity, bool> includes, long startNs, long endNs)
    {
        List<TimeInterval> union = [];
        foreach (Activity activity in activities)
        {
            long start = Math.Max(activity.StartNs, startNs) - originNs;
            long end = Math.Min(activity.EndNs, endNs) - originNs;
            if (end <= start || !includes(activity))
            {
                continue;
            }

            if (union.Count > 0 && start <= union[^1].EndNs + slackNs)
            {
                union[^1] = union[^1] with { EndNs = Math.Max(union[^1].EndNs, end) };
            }
            else
            {
                union.Add(new TimeInterval(start, end));
            }
        }

        return union;
    }
}
