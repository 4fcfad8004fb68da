using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Clrscope.Activities;

/// <summary>
/// Leads from an activity to its state where the flow does not: stopped on another flow, or made current by hand. Of bounded
/// size: a later span may take an earlier one's place, and then the earlier one's state is made anew from the activity. It
/// keeps nothing alive.
/// </summary>
internal sealed class SpanTable
{
    private const int Places = 2048;

    private readonly GCHandle[] _states = new GCHandle[Places];

    internal SpanTable()
    {
        for (int i = 0; i < Places; i++)
        {
            _states[i] = GCHandle.Alloc(null, GCHandleType.Weak);
        }
    }

    internal SpanState? Find(Activity activity, in HexText spanId) =>
        _states[Place(spanId)].Target is SpanState state && ReferenceEquals(state.Activity, activity) ? state : null;

    internal void Add(SpanState state, in HexText spanId) => _states[Place(spanId)].Target = state;

    // Span ids are random; their last digits stand in the highest bytes.
    private static int Place(in HexText spanId) => (int)(spanId.Bytes >> 40) % Places;
}
