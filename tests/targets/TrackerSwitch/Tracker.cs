using System.Diagnostics;
using System.Reflection;

/// <summary>
/// The tracker that the profiler has had loaded, by reflection: its assembly has no public types. It is one and the same all the time,
/// as new ones would leave garbage and newly compiled code behind; taken out, it hears of nothing, and nobody is asked to do
/// anything for it.
/// </summary>
internal static class Tracker
{
    private const BindingFlags Members = BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic;

    private static readonly object s_tracker = Get(null, Type("Attachment"), "s_tracker");
    private static readonly ActivityListener s_listener = (ActivityListener)Get(s_tracker, s_tracker.GetType(), "_listener");
    private static readonly object s_requests = Get(s_tracker, s_tracker.GetType(), "_requests");
    private static readonly EventHandler<ActivityChangedEventArgs> s_onCurrentChanged = s_tracker.GetType()
        .GetMethod("OnCurrentChanged", Members)!.CreateDelegate<EventHandler<ActivityChangedEventArgs>>(s_tracker);

    private static bool s_isIn = true;
    private static IDisposable? s_subscription;

    public static void Switch(bool on)
    {
        if (on == s_isIn)
        {
            return;
        }

        if (on)
        {
            Activity.CurrentChanged += s_onCurrentChanged;
            ActivitySource.AddActivityListener(s_listener);
            s_subscription = DiagnosticListener.AllListeners.Subscribe((IObserver<DiagnosticListener>)s_requests);
        }
        else
        {
            s_subscription?.Dispose();
            ((IDisposable)s_requests).Dispose();
            Activity.CurrentChanged -= s_onCurrentChanged;
            s_listener.Dispose();
        }

        s_isIn = on;
    }

    private static object Get(object? of, Type type, string field) => type.GetField(field, Members)?.GetValue(of)
        ?? throw new InvalidOperationException($"there is no {field} of the tracker");

    private static Type Type(string name) => AppDomain.CurrentDomain.GetAssemblies()
        .Single(assembly => assembly.GetName().Name == "Clrscope.Activity")
        .GetType("Clrscope.Activities." + name, throwOnError: true)!;
}
