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
    private const int Places = 1024;

    private readonly GCHandle[] _states = new GCHandle[Places];

    // Another eight bits of the id of whose state it is: mostly there is none of what is looked for, and this is small enough to stay
    // in the cache. Written apart from the state: whose that is, itself tells.
    private readonly byte[] _tags = new byte[Places];

    internal SpanTable()
    {
        foreach (ref GCHandle state in _states.AsSpan())
        {
            state = GCHandle.Alloc(null, GCHandleType.Weak);
        }
    }

    ~SpanTable()
    {
        foreach (ref GCHandle state in _states.AsSpan())
        {
            state.Free();
        }
    }

    internal SpanState? Find(Activity activity, in HexText spanId)
    {
        ulong id = spanId.Bytes;
        int place = PlaceOf(id);
        return _tags[place] == TagOf(id) && _states[place].Target is SpanState state && ReferenceEquals(state.Activity, activity)
            ? state
            : null;
    }

    internal void Add(SpanState state)
    {
        int place = PlaceOf(state.SpanId);
        _tags[place] = TagOf(state.SpanId);
        _states[place].Target = state;
        state.IsInTable = true;
    }

    private static int PlaceOf(ulong id) => (int)(id % Places);

    private static byte TagOf(ulong id) => (byte)(id / Places);
}
