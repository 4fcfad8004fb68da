namespace Clrscope.Queries.Traces;

/// <summary>What is known of a span.</summary>
public enum TraceSpanState
{
    /// <summary>All.</summary>
    Ended,

    /// <summary>It has not ended, as far as the recording goes.</summary>
    InFlight,

    /// <summary>Samples or children refer to it; it was not recorded itself.</summary>
    NotRecorded,

    /// <summary>It is the parent of a local root, and so in a process that is not recorded.</summary>
    Remote,
}
