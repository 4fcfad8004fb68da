using System.Runtime.InteropServices;
using Clrscope.Recording;

namespace Clrscope.Queries.Endpoints;

/// <summary>Endpoints by service and name.</summary>
internal sealed class EndpointTable
{
    private readonly Dictionary<(string Service, string Endpoint), EndpointSums> _endpoints = [];
    private readonly Dictionary<RecordedProcess, string> _services = new(ReferenceEqualityComparer.Instance);

    /// <summary>The sums of an endpoint of a process's service.</summary>
    internal EndpointSums Of(RecordedProcess process, string endpoint)
    {
        ref string? service = ref CollectionsMarshal.GetValueRefOrAddDefault(_services, process, out _);
        service ??= ServiceName.Of(process);
        ref EndpointSums? sums = ref CollectionsMarshal.GetValueRefOrAddDefault(_endpoints, (service, endpoint), out _);
        return sums ??= new EndpointSums();
    }

    /// <summary>The rows, most CPU time first.</summary>
    internal List<EndpointRow> ToRows() =>
    [
        .. _endpoints
            .Select(pair => ToRow(pair.Key.Service, pair.Key.Endpoint, pair.Value))
            .OrderByDescending(row => row.CpuNs)
            .ThenByDescending(row => row.Requests)
            .ThenBy(row => row.Endpoint, StringComparer.Ordinal)
            .ThenBy(row => row.Service, StringComparer.Ordinal),
    ];

    private static EndpointRow ToRow(string service, string endpoint, EndpointSums sums)
    {
        sums.DurationsNs.Sort();
        return new EndpointRow
        {
            Endpoint = endpoint,
            Service = service,
            CpuNs = sums.Cpu.CpuNs,
            Samples = sums.Cpu.Samples,
            Requests = sums.DurationsNs.Count,
            InFlight = sums.InFlight,
            Errors = sums.Errors,
            P50Ns = Percentile.Of(sums.DurationsNs, 50),
            P99Ns = Percentile.Of(sums.DurationsNs, 99),
        };
    }
}
