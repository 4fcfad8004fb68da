using Clrscope.Recording;

namespace Clrscope.Queries.Slow;

/// <summary>Which requests took longest, and what they did meanwhile.</summary>
public sealed record SlowQuery
{
    private const int FramesOfRow = 3;

    /// <summary>When they ended.</summary>
    public TimeWindow Window { get; init; } = TimeWindow.Everything;

    /// <summary>Where.</summary>
    public ProcessFilter Processes { get; init; } = ProcessFilter.All;

    /// <summary>A part of the endpoint's name; all endpoints if null.</summary>
    public string? Endpoint { get; init; }

    /// <summary>How many.</summary>
    public int Top { get; init; } = 20;

    /// <summary>Asks a recording.</summary>
    public SlowResult Run(RecordingReader recording, CancellationToken cancellation = default)
    {
        LocalRoots roots = LocalRoots.Read(recording, Window, Processes);
        EndpointNames names = new();
        List<RecordedSpan> ended =
        [
            .. roots.InWindow.Where(root => !root.IsInFlight
                && root.EndUnixNs < Window.ToUnixNs
                && EndpointFilter.Matches(Endpoint, names.Of(root))),
        ];
        List<RecordedSpan> slowest =
            [.. ended.OrderByDescending(root => root.DurationNs()).ThenBy(root => root.StartUnixNs).Take(Math.Max(0, Top))];
        SlowCpu cpu = Scan(recording, slowest, cancellation);
        List<RecordedSpan> inFlight = [.. roots.InWindow.Where(root => root.IsInFlight)];
        return new SlowResult
        {
            FromUnixNs = Window.FromUnixNs,
            ToUnixNs = Window.ToUnixNs,
            Requests = ended.Count,
            Rows = [.. slowest.Select((root, i) => ToRow(root, cpu.Sums[i], cpu.Leaves[i]))],
            InFlight = inFlight.Count,
            OldestInFlight = inFlight.MinBy(root => root.StartUnixNs) is { } oldest ? ToRow(oldest, default, []) : null,
            Damage = recording.Damage,
        };
    }

    private static SlowCpu Scan(RecordingReader recording, List<RecordedSpan> rows, CancellationToken cancellation)
    {
        SlowCpu cpu = new(rows.Count);
        Dictionary<RootKey, int> indexes = [];
        for (int i = 0; i < rows.Count; i++)
        {
            indexes.TryAdd(RootKey.Of(rows[i]), i);
        }

        if (rows.Count > 0)
        {
            SampleFilter filter = new()
            {
                FromUnixNs = rows.Min(row => row.StartUnixNs),
                ToUnixNs = Math.Min(rows.Max(row => row.EndUnixNs), long.MaxValue - 1) + 1,
                Span = span => !span.IsNone && indexes.ContainsKey(RootKey.Of(span)),
            };
            recording.Scan(filter, _ => new SlowVisitor(indexes), (file, visitor) => visitor.AddTo(cpu, file.Tables), cancellation);
        }

        return cpu;
    }

    private static SlowRequest ToRow(RecordedSpan root, CpuSum cpu, Dictionary<string, CpuSum> leaves) => new()
    {
        TraceId = root.TraceId.ToString(),
        SpanId = root.SpanId.ToString(),
        Endpoint = EndpointName.Of(root),
        Name = SpanName.Of(root),
        Service = ServiceName.Of(root.Process!),
        Pid = root.Process!.Pid,
        StartUnixNs = root.StartUnixNs,
        DurationNs = root.IsInFlight ? null : root.DurationNs(),
        CpuNs = cpu.CpuNs,
        Samples = cpu.Samples,
        Status = SpanStatus.NameOf(root.Status),
        Frames = NamedCpu.Top(leaves, FramesOfRow),
    };
}
