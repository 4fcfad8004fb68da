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

    private readonly Place[] _places = new Place[Places];

    internal SpanTable()
    {
        for (int i = 0; i < Places; i++)
        {
            _places[i].State = GCHandle.Alloc(null, GCHandleType.Weak);
        }
    }

    ~SpanTable()
    {
        foreach (ref Place place in _places.AsSpan())
        {
            place.State.Free();
        }
    }

    internal SpanState? Find(Activity activity, in HexText spanId)
    {
        ulong id = spanId.Bytes;
        ref Place place = ref PlaceOf(id);
        return place.Id == id && place.State.Target is SpanState state && ReferenceEquals(state.Activity, activity)
            ? state
            : null;
    }

    internal void Add(SpanState state)
    {
        ref Place place = ref PlaceOf(state.SpanId);
        place.Id = state.SpanId;
        place.State.Target = state;
        state.IsInTable = true;
    }

    private ref Place PlaceOf(ulong id) => ref _places[(int)(id % Places)];

    // The id is there to save a look at another span's state, which has mostly left the cache. It is written apart from
    // the state: whose state it is, the state tells.
    private struct Place
    {
        internal ulong Id;
        internal GCHandle State;
    }
}
