using Clrscope.Recording;

namespace Clrscope.Queries.Endpoints;

/// <summary>Which endpoints took how much CPU time, and how long their requests took.</summary>
public sealed record EndpointsQuery
{
    /// <summary>When.</summary>
    public TimeWindow Window { get; init; } = TimeWindow.Everything;

    /// <summary>Where.</summary>
    public ProcessFilter Processes { get; init; } = ProcessFilter.All;

    /// <summary>Asks a recording.</summary>
    public EndpointsResult Run(RecordingReader recording, CancellationToken cancellation = default)
    {
        // Reading spans ends on one core, so the two take turns well.
        Task<LocalRoots> reading = Task.Run(() => LocalRoots.Read(recording, Window, Processes), cancellation);
        RequestCpu cpu = Scan(recording, cancellation);
        LocalRoots roots = reading.GetAwaiter().GetResult();
        EndpointTable table = new();
        EndpointNames names = new();
        AddRequests(roots, cpu, names, table);
        AddOtherCpu(roots, cpu, names, table);
        List<EndpointRow> rows = table.ToRows();
        return new EndpointsResult
        {
            FromUnixNs = Window.FromUnixNs,
            ToUnixNs = Window.ToUnixNs,
            CpuNs = rows.Sum(row => row.CpuNs),
            Samples = rows.Sum(row => row.Samples),
            Requests = rows.Sum(row => row.Requests),
            InFlight = rows.Sum(row => row.InFlight),
            Rows = rows,
            Damage = recording.Damage,
        };
    }

    private RequestCpu Scan(RecordingReader recording, CancellationToken cancellation)
    {
        RequestCpu total = new();
        recording.Scan(
            new SampleFilter { FromUnixNs = Window.FromUnixNs, ToUnixNs = Window.ToUnixNs, Thread = Processes.OfThread },
            file => new RequestCpuVisitor(file.Tables.Threads),
            (_, visitor) => visitor.AddTo(total),
            cancellation);
        return total;
    }

    private void AddRequests(LocalRoots roots, RequestCpu cpu, EndpointNames names, EndpointTable table)
    {
        foreach (RecordedSpan root in roots.InWindow)
        {
            EndpointSums sums = table.Of(root.Process!, names.Of(root));
            if (root.IsInFlight || root.EndUnixNs >= Window.ToUnixNs)
            {
                sums.InFlight++;
            }
            else
            {
                sums.DurationsNs.Add(root.DurationNs());
                sums.Errors += root.Status == SpanStatus.Error ? 1 : 0;
            }

            if (cpu.Requests.Remove(RootKey.Of(root), out (CpuSum Sum, RecordedProcess) used))
            {
                sums.Cpu.Add(used.Sum);
            }
        }
    }

    /// <summary>CPU time of what was not a request of the window.</summary>
    private static void AddOtherCpu(LocalRoots roots, RequestCpu cpu, EndpointNames names, EndpointTable table)
    {
        roots.FindEarlier(cpu.Requests.Keys);
        foreach ((RootKey key, (CpuSum sum, RecordedProcess process)) in cpu.Requests)
        {
            RecordedSpan? root = roots.Find(key);
            EndpointSums sums = table.Of(process, root is null ? EndpointName.InFlight : names.Of(root));
            sums.Cpu.Add(sum);

            // A request whose beginning was not recorded is in flight as well.
            sums.InFlight += root is null ? 1 : 0;
        }

        foreach ((RecordedProcess process, CpuSum sum) in cpu.NoRequest)
        {
            table.Of(process, EndpointName.NoRequest).Cpu.Add(sum);
        }
    }
}
