using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Clrscope.Activities;

/// <summary>
/// Keeps each thread's native record equal to <see cref="Activity.Current"/>, and reports activities that start and stop.
/// <see cref="Activity.CurrentChanged"/> tells of explicit changes only. So a value of our own flows beside the current
/// activity: it is changed with it, and the runtime calls back whenever a thread goes from one flow to another.
/// </summary>
/// <remarks>
/// What is called back by the runtime or by activities must not throw: it would surface in the program, or end it.
/// </remarks>
[SuppressMessage("Design", "CA1031", Justification = "See the remarks.")]
internal sealed class ActivityTracker : IDisposable
{
    private readonly NativePort _port;
    private readonly SpanTable _spans = new();
    private readonly AsyncLocal<SpanState?> _flow;
    private readonly ActivityListener _listener;
    private readonly ActivityCreation? _creation;
    private readonly HeaderGuard? _guard;
    private readonly RequestObserver _requests;
    private bool _ended;

    private ActivityTracker(NativePort port, bool mayCreate)
    {
        _port = port;
        _flow = new AsyncLocal<SpanState?>(OnFlow);
        _listener = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            ActivityStarted = OnStarted,
            ActivityStopped = OnStopped,
        };
        if (mayCreate)
        {
            _creation = new ActivityCreation(port, _listener);
            _listener.Sample = _creation.Sample;
            _guard = HeaderGuard.Install(_creation);
        }
        Activity.CurrentChanged += OnCurrentChanged;
        ActivitySource.AddActivityListener(_listener);
        _creation?.Begin();
        _requests = RequestObserver.Start(this, port, _creation);
    }

    /// <param name="port">The profiler.</param>
    /// <param name="mayCreate">Whether to have activities made that nobody else asks for, so that there are ids.</param>
    internal static ActivityTracker Start(NativePort port, bool mayCreate) => new(port, mayCreate);

    public void Dispose()
    {
        _ended = true;
        _requests.Dispose();
        Activity.CurrentChanged -= OnCurrentChanged;
        _listener.Dispose();
        _guard?.Uninstall();
    }

    /// <summary>The state of the local root of what runs here.</summary>
    internal SpanState? CurrentRoot => Activity.Current is { } activity ? StateOf(activity, ThreadSlot.Of(_port))?.Root : null;

    private void OnCurrentChanged(object? sender, ActivityChangedEventArgs change)
    {
        try
        {
            ThreadSlot slot = ThreadSlot.Of(_port);
            SpanState? state = change.Current is { } activity && _port.KeepsContexts ? StateOf(activity, slot, isCarried: true) : null;
            if (ReferenceEquals(state, slot.State))
            {
                // There is no call back for a value that stays; contexts may have been switched on since it came.
                slot.Show();
            }
            else if (state is null && slot.State is { HasStopped: true } stopped)
            {
                // Says the same as no state would, and to change the flow costs more than all the rest.
                stopped.LetGo();
                slot.Show();
            }
            else
            {
                _flow.Value = state;
            }
        }
        catch (Exception)
        {
        }
    }

    private void OnFlow(AsyncLocalValueChangedArgs<SpanState?> change)
    {
        try
        {
            if (!_ended)
            {
                ThreadSlot.Of(_port).Enter(change.CurrentValue);
                if (change.PreviousValue is { } left)
                {
                    OnLeft(left, change.CurrentValue);
                }
            }
        }
        catch (Exception)
        {
        }
    }

    // Comes after CurrentChanged: the flow carries the state already, if contexts are kept.
    private void OnStarted(Activity activity)
    {
        try
        {
            if (_port.IsOff)
            {
                return;
            }
            ThreadSlot slot = ThreadSlot.Of(_port);
            _creation?.Hosting.Started(activity);
            bool restored = _creation is not null && _creation.RestoreRecorded(activity);
            if (slot.State is { } current && ReferenceEquals(current.Activity, activity))
            {
                current.IsWithinOuter = true;
                if (restored)
                {
                    current.Flags = activity.ActivityTraceFlags;
                    slot.Show();
                }
            }
            if (_port.WritesSpans && StateOf(activity, slot) is { } state)
            {
                state.Start = MonotonicClock.Now;
                SpanRecord.WriteStarted(_port, activity, state);
            }
        }
        catch (Exception)
        {
        }
    }

    // Comes before CurrentChanged, and on whichever flow stops the activity.
    private void OnStopped(Activity activity)
    {
        try
        {
            if (_port.WritesSpans && StateOf(activity, ThreadSlot.Of(_port)) is { } state)
            {
                SpanRecord.WriteStopped(_port, activity, state, MonotonicClock.Now);
            }
        }
        catch (Exception)
        {
        }
    }

    // A flow leads to the state that it carries and to the one around that. What it led to until now must be found otherwise. Most
    // activities stop before that, and so never come into the table.
    private void OnLeft(SpanState left, SpanState? now)
    {
        if (!ReferenceEquals(left, now?.Outer))
        {
            Remember(left);
        }
        if (left.Outer is { } outer && !ReferenceEquals(outer, now) && !ReferenceEquals(outer, now?.Outer))
        {
            Remember(outer);
        }
    }

    private void Remember(SpanState state)
    {
        if (!state.IsInTable && !state.HasStopped)
        {
            _spans.Add(state);
        }
    }

    /// <param name="activity">The activity.</param>
    /// <param name="slot">The thread that runs here.</param>
    /// <param name="isCarried">Is the flow that runs here about to carry the state?</param>
    /// <returns>Null if the activity has no ids of W3C.</returns>
    private SpanState? StateOf(Activity activity, ThreadSlot slot, bool isCarried = false)
    {
        SpanState? here = slot.State;
        if (InSight(activity, here) is { } seen)
        {
            return seen;
        }
        if (activity.IdFormat != ActivityIdFormat.W3C)
        {
            return null;
        }
        HexText spanId = HexText.Of(activity.SpanId.ToHexString());
        if (_spans.Find(activity, spanId) is { } known)
        {
            return known;
        }
        SpanState state = Create(activity, spanId, here);
        if (!isCarried)
        {
            _spans.Add(state);
        }
        return state;
    }

    private static SpanState? InSight(Activity activity, SpanState? here) =>
        here is null ? null
        : ReferenceEquals(here.Activity, activity) ? here
        : here.Outer is { } outer && ReferenceEquals(outer.Activity, activity) ? outer
        : null;

    private SpanState Create(Activity activity, in HexText spanId, SpanState? here)
    {
        SpanState? parent = null;
        SpanState? root = null;
        if (activity.Parent is { IdFormat: ActivityIdFormat.W3C } parentActivity)
        {
            parent = InSight(parentActivity, here) ?? _spans.Find(parentActivity, HexText.Of(parentActivity.SpanId.ToHexString()));
            root = parent?.Root ?? RootAbove(parentActivity);
        }
        var state = SpanState.Create(activity, spanId, parent, root);
        if (here is { HasStopped: false })
        {
            // Out of sight from now on, and cut off if the one here was made current by hand.
            if (here.Outer is { } outer)
            {
                Remember(outer);
            }
            state.Follow(here);
        }
        return state;
    }

    // Not by way of the states between: chains can be long, and their states may be gone.
    private SpanState RootAbove(Activity activity)
    {
        while (activity.Parent is { IdFormat: ActivityIdFormat.W3C } parent)
        {
            activity = parent;
        }
        HexText spanId = HexText.Of(activity.SpanId.ToHexString());
        SpanState? root = _spans.Find(activity, spanId);
        if (root is null)
        {
            root = SpanState.Create(activity, spanId, parent: null, root: null);
            _spans.Add(root);
        }
        return root;
    }
}
