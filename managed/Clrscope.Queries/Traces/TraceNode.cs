using Clrscope.Recording;

namespace Clrscope.Queries.Traces;

/// <summary>A span in the tree of a trace.</summary>
internal sealed class TraceNode
{
    internal required SpanId Id { get; init; }

    /// <summary>What was recorded; null for one that others refer to.</summary>
    internal RecordedSpan? Span { get; init; }

    internal required TraceSpanState State { get; init; }

    internal SpanId ParentId { get; init; }

    internal RecordedProcess? Process { get; set; }

    internal TraceNode? Parent { get; set; }

    internal List<TraceNode> Children { get; } = [];

    internal bool IsLocalRoot => Span is { IsLocalRoot: true };

    /// <summary>In nanoseconds since 1970, UTC; the largest value while nothing is known.</summary>
    internal long StartNs { get; set; } = long.MaxValue;

    /// <summary>Never before the start; the smallest value while nothing is known.</summary>
    internal long EndNs { get; set; } = long.MinValue;

    internal long DurationNs => Math.Max(0, EndNs - StartNs);

    /// <summary>Place in the order in which parents come before their children.</summary>
    internal int Order { get; set; } = -1;

    /// <summary>The place after the last one below it.</summary>
    internal int OrderLimit { get; set; }

    internal int Depth { get; set; }

    internal CpuSum Self { get; set; }

    internal long CpuNs { get; set; }

    internal Dictionary<string, CpuSum> Kernel { get; } = [];

    internal bool IsShown { get; set; }

    internal HiddenSpans Hidden { get; set; }

    internal string Name => State switch
    {
        TraceSpanState.Remote => $"[remote parent {Id}]",
        TraceSpanState.NotRecorded => $"[not recorded {Id}]",
        _ when IsLocalRoot && !Span!.IsInFlight => EndpointName.Of(Span),
        _ => SpanName.Of(Span!),
    };

    internal void Cover(long startNs, long endNs)
    {
        StartNs = Math.Min(StartNs, startNs);
        EndNs = Math.Max(EndNs, endNs);
    }
}
