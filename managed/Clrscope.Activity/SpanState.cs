using System.Diagnostics;

namespace Clrscope.Activities;

/// <summary>
/// What we know of one activity, ready to be stored into a thread's record. A flow of execution carries the state of its
/// current activity, which leads on to the one around it; to others leads <see cref="SpanTable"/>.
/// </summary>
internal sealed class SpanState
{
    // Behind the flags in the record's fourth word: u16 size of the attributes = 18, u8 key = 0, u8 length = 16.
    private const ulong AttributeHeader = 18UL << 16 | 16UL << 40;
    private const ulong Valid = 1;
    private const int FlagsShift = 8;

    private SpanState(Activity activity, SpanState? parent, SpanState? root, in HexText spanId)
    {
        Activity = activity;
        Root = root ?? this;
        SpanId = spanId.Bytes;
        if (parent is null)
        {
            ReadOnlySpan<char> traceId = activity.TraceId.ToHexString();
            TraceLow = HexText.Of(traceId).Bytes;
            TraceHigh = HexText.Of(traceId[16..]).Bytes;
            ParentId = HexText.Of(activity.ParentSpanId.ToHexString()).Bytes;
        }
        else
        {
            TraceLow = parent.TraceLow;
            TraceHigh = parent.TraceHigh;
            ParentId = parent.SpanId;
        }
        Header = root?.Header ?? (AttributeHeader | Valid | spanId.First << 48);
        Flags = activity.ActivityTraceFlags;
    }

    /// <summary>What this is the state of; null after <see cref="LetGo"/>.</summary>
    internal Activity? Activity { get; private set; }

    /// <summary>Has the activity stopped? It does not start again.</summary>
    internal bool HasStopped => Activity is not { IsStopped: false };

    /// <summary>The outermost activity in this process that this one is part of; itself if that is so.</summary>
    internal SpanState Root { get; }

    /// <summary>What was current when this activity began, and so becomes current when it ends.</summary>
    internal SpanState? Outer { get; private set; }

    /// <summary>
    /// False while <see cref="Outer"/> may only be what was current before this activity was made current by hand.
    /// </summary>
    internal bool IsWithinOuter { get; set; }

    /// <summary>Has it been put into the table? A later one may have taken its place there.</summary>
    internal bool IsInTable { get; set; }

    /// <summary>Monotonic nanoseconds; 0 if we did not see it begin.</summary>
    internal ulong Start { get; set; }

    /// <summary>What ASP.NET Core told of the request; on local roots alone.</summary>
    internal RequestFacts? Request { get; set; }

    internal ulong TraceLow { get; }

    internal ulong TraceHigh { get; }

    internal ulong SpanId { get; }

    internal ulong ParentId { get; }

    /// <summary>The word of the thread's record that holds its valid byte, with the first two digits of the root's id.</summary>
    internal ulong Header { get; private set; }

    internal ActivityTraceFlags Flags
    {
        set => Header = (Header & ~(0xFFUL << FlagsShift)) | (ulong)(byte)value << FlagsShift;
    }

    /// <summary>This activity became current where the other was.</summary>
    internal void Follow(SpanState current)
    {
        // A loop that makes activities current by hand would else build a chain without end.
        if (!current.IsWithinOuter)
        {
            current.Outer = null;
        }
        Outer = current;
        IsWithinOuter = ReferenceEquals(Activity?.Parent, current.Activity);
    }

    /// <summary>
    /// The activity has stopped, and a flow may keep its state for longer than the program keeps the activity.
    /// </summary>
    internal void LetGo()
    {
        Activity = null;
        Outer = null;
        Request = null;
    }

    /// <param name="activity">One with ids of W3C.</param>
    /// <param name="spanId">Its span id.</param>
    /// <param name="parent">The state of its parent in this process; null if there is none or it is not known.</param>
    /// <param name="root">The state of its local root; null if that is itself.</param>
    internal static SpanState Create(Activity activity, in HexText spanId, SpanState? parent, SpanState? root)
    {
        bool inherits = parent is not null && activity.TraceId == parent.Activity?.TraceId;
        return new SpanState(activity, inherits ? parent : null, root, spanId);
    }
}
