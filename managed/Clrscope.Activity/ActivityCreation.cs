using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Clrscope.Activities;

/// <summary>
/// Has the runtime make activities of which nobody but us would know: with ids, without data. As soon as somebody else
/// listens, all is left to him.
/// </summary>
internal sealed class ActivityCreation(NativePort port, ActivityListener listener)
{
    private readonly HostingActivities _hosting = new();
    private OtherListeners? _others;

    /// <summary>Has listening begun, and does nobody else listen?</summary>
    internal bool IsAlone => _others is { Exist: false };

    internal HostingActivities Hosting => _hosting;

    internal void Begin() => _others = OtherListeners.Find(listener);

    [SuppressMessage("Design", "CA1031", Justification = "An exception would surface where the program starts an activity.")]
    internal ActivitySamplingResult Sample(ref ActivityCreationOptions<ActivityContext> options)
    {
        try
        {
            return port.KeepsContexts && IsAlone && IsWanted(options.Source.Name)
                ? ActivitySamplingResult.PropagationData
                : ActivitySamplingResult.None;
        }
        catch (Exception)
        {
            return ActivitySamplingResult.None;
        }
    }

    /// <summary>Would this activity not exist without us?</summary>
    internal bool IsOurs(Activity activity) => !activity.IsAllDataRequested && IsAlone && activity.Source.Name.Length > 0;

    /// <summary>
    /// Gives an activity of ours its parent's Recorded flag. From .NET 10 on the runtime takes it away, and what the program
    /// calls would be told that the caller's trace is not recorded.
    /// </summary>
    /// <returns>Whether that was needed.</returns>
    internal bool RestoreRecorded(Activity activity)
    {
        if (activity.Recorded || !IsOurs(activity) || !IsRecordedAbove(activity))
        {
            return false;
        }
        activity.ActivityTraceFlags |= ActivityTraceFlags.Recorded;
        return true;
    }

    private static bool IsRecordedAbove(Activity activity) =>
        activity.Parent is { } parent
            ? parent.Recorded
            : activity.ParentId is { Length: > 0 } id && ActivityContext.TryParse(id, null, out ActivityContext context) &&
                (context.TraceFlags & ActivityTraceFlags.Recorded) != 0;

    // Http makes an activity by itself, and a header, if there is one already. Made by us as the outermost it would add a
    // header to calls that had none. The others are of connections, not of work.
    private bool IsWanted(string source) => source switch
    {
        HostingActivities.SourceName => _hosting.MustBeMade(),
        "System.Net.Http" or "Microsoft.AspNetCore.Server.Kestrel" => false,
        _ => !source.StartsWith("Experimental.", StringComparison.Ordinal),
    };
}
