using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Clrscope.Activities;

/// <summary>
/// Keeps activities that exist because of us alone from being told to other services. A caller without tracing sends no
/// header, and whoever it calls decides for himself whether to record; told of a caller that does not record, he would not.
/// </summary>
internal sealed class HeaderGuard : DistributedContextPropagator
{
    private readonly DistributedContextPropagator _inner;
    private readonly ActivityCreation _creation;

    private HeaderGuard(DistributedContextPropagator inner, ActivityCreation creation)
    {
        _inner = inner;
        _creation = creation;
    }

    public override IReadOnlyCollection<string> Fields => _inner.Fields;

    internal static HeaderGuard Install(ActivityCreation creation)
    {
        var guard = new HeaderGuard(Current, creation);
        Current = guard;
        return guard;
    }

    internal void Uninstall()
    {
        if (ReferenceEquals(Current, this))
        {
            Current = _inner;
        }
    }

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
        if (activity is null || !IsOurs(activity))
        {
            _inner.Inject(activity, carrier, setter);
        }
    }

    public override void ExtractTraceIdAndState(
        object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) =>
        _inner.ExtractTraceIdAndState(carrier, getter, out traceId, out traceState);

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(
        object? carrier, PropagatorGetterCallback? getter) => _inner.ExtractBaggage(carrier, getter);

    [SuppressMessage("Design", "CA1031", Justification = "An exception would surface in the program's call.")]
    private bool IsOurs(Activity activity)
    {
        try
        {
            // What the program makes of itself inside one of ours it would not have made without.
            while (activity.Parent is { } parent)
            {
                activity = parent;
            }
            return _creation.IsOurs(activity);
        }
        catch (Exception)
        {
            return false;
        }
    }
}
