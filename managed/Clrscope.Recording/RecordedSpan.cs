namespace Clrscope.Recording;

/// <summary>One span of a trace: a request, a query, anything that an application measures as an activity.</summary>
public sealed class RecordedSpan
{
    /// <summary>Start in nanoseconds since 1970, UTC.</summary>
    public required long StartUnixNs { get; init; }

    /// <summary>End in nanoseconds since 1970, UTC; 0 while it is in flight.</summary>
    public long EndUnixNs { get; init; }

    /// <summary>The trace that it belongs to.</summary>
    public required TraceId TraceId { get; init; }

    /// <summary>Its own id.</summary>
    public required SpanId SpanId { get; init; }

    /// <summary>The span that it is a part of, perhaps in another process; none for the first of a trace.</summary>
    public SpanId ParentSpanId { get; init; }

    /// <summary>The first span of the trace in this process: its own id if it is that span.</summary>
    public SpanId RootSpanId { get; init; }

    /// <summary>The kind, as the tracing library counts kinds.</summary>
    public byte Kind { get; init; }

    /// <summary>The status, as the tracing library counts them.</summary>
    public byte Status { get; init; }

    /// <summary>Attributes by number, each number at most once; source, operation and display name are among them.</summary>
    public IReadOnlyList<RecordedAttribute> Attributes { get; init; } = [];

    /// <summary>The process; for a span that is being written, what <see cref="RecordingWriter.AddProcess"/> was given.</summary>
    public RecordedProcess? Process { get; init; }

    /// <summary>Whether it had not ended when it was recorded.</summary>
    public bool IsInFlight => EndUnixNs == 0;

    /// <summary>Name of the activity source; empty if it has none.</summary>
    public string Source => this[SpanAttribute.Source];

    /// <summary>Name of the operation; empty if it has none.</summary>
    public string Operation => this[SpanAttribute.Operation];

    /// <summary>The name that is shown to people; empty if it has none.</summary>
    public string Display => this[SpanAttribute.DisplayName];

    /// <summary>Whether nothing is above it in its process.</summary>
    public bool IsLocalRoot => SpanId == RootSpanId;

    /// <summary>The value of an attribute; empty if it has none.</summary>
    public string this[SpanAttribute key]
    {
        get
        {
            // Names of hundreds of thousands of spans are asked for: what was read has arrays, and needs no enumerators.
            ReadOnlySpan<RecordedAttribute> attributes = Attributes as RecordedAttribute[] ?? [.. Attributes];
            foreach (ref readonly RecordedAttribute attribute in attributes)
            {
                if (attribute.Key == key)
                {
                    return attribute.Value;
                }
            }

            return "";
        }
    }
}
