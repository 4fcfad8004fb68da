using System.Globalization;
using Clrscope.Profiles;
using Clrscope.Recording;

namespace Clrscope.Queries.Export;

/// <summary>A slice of a recording as a profile.</summary>
public sealed record ExportQuery
{
    /// <summary>Different samples that a profile may have; with more, the labels of spans are left out, then those of threads.</summary>
    public const int DefaultMaxSamples = 1_000_000;

    /// <summary>When.</summary>
    public TimeWindow Window { get; init; } = TimeWindow.Everything;

    /// <summary>Where.</summary>
    public ProcessFilter Processes { get; init; } = ProcessFilter.All;

    /// <summary>A part of the endpoint's name, that of what is outside of requests included; all of it if null.</summary>
    public string? Endpoint { get; init; }

    /// <summary>One trace; all of them if null.</summary>
    public TraceId? Trace { get; init; }

    /// <summary>A thread id, or a part of a thread's name; all threads if null.</summary>
    public string? Thread { get; init; }

    /// <summary>See <see cref="DefaultMaxSamples"/>.</summary>
    public int MaxSamples { get; init; } = DefaultMaxSamples;

    /// <summary>Asks a recording.</summary>
    public ExportResult Run(RecordingReader recording, CancellationToken cancellation = default)
    {
        ExportRoots roots = new(LocalRoots.ReadAsync(recording, Window, Processes));
        ExportBudget budget = new(MaxSamples);
        List<ExportVisitor> visitors = [];
        recording.Scan(
            Filter(roots),
            file => new ExportVisitor(file, roots, budget),
            (_, visitor) => visitors.Add(visitor),
            cancellation);

        // Each one that follows may be too much for those before it.
        while (visitors.Exists(visitor => visitor.Detail != budget.Detail))
        {
            Parallel.ForEach(visitors, visitor => visitor.FollowBudget());
        }

        if (budget.Detail == ExportDetail.Span)
        {
            roots.FindEarlier(visitors.SelectMany(visitor => visitor.Spans));
        }

        ExportProfile profile = new(Window, recording);
        visitors.ForEach(visitor => visitor.AddTo(profile));
        return new ExportResult(profile.Build(), budget.Detail, recording.Damage);
    }

    private SampleFilter Filter(ExportRoots roots) => new()
    {
        FromUnixNs = Window.FromUnixNs,
        ToUnixNs = Window.ToUnixNs,
        Kind = SampleKinds.Cpu,
        Thread = Thread is null ? Processes.OfThread : thread => Processes.Matches(thread.Process) && IsThread(thread),
        Span = Trace is null && Endpoint is null
            ? null
            : span => (Trace is null || (!span.IsNone && span.TraceId == Trace))
                && EndpointFilter.Matches(Endpoint, roots.EndpointOf(span)),
    };

    private bool IsThread(RecordedThread thread) =>
        thread.Tid.ToString(CultureInfo.InvariantCulture) == Thread
        || thread.Name.Contains(Thread!, StringComparison.OrdinalIgnoreCase);
}
