using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Storefront;

/// <summary>What the service counts itself.</summary>
internal static class Truth
{
    private static readonly ConcurrentDictionary<string, string> s_endpointOfTrace = new();
    private static readonly ConcurrentDictionary<string, int> s_requests = new();
    private static readonly ConcurrentDictionary<string, long> s_burnedNs = new();

    /// <summary>A request to an endpoint has come.</summary>
    public static void Count(string endpoint)
    {
        s_requests.AddOrUpdate(endpoint, 1, (_, count) => count + 1);
        if (Activity.Current is { } activity)
        {
            s_endpointOfTrace[activity.TraceId.ToHexString() + "/" + activity.SpanId.ToHexString()] = endpoint;
        }
    }

    /// <summary>An endpoint's method has used this much CPU time.</summary>
    public static void Add(string endpoint, long cpuNs) => s_burnedNs.AddOrUpdate(endpoint, cpuNs, (_, sum) => sum + cpuNs);

    /// <summary>Writes everything as JSON.</summary>
    public static void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(new
    {
        requests = s_requests,
        burnedNs = s_burnedNs,
        endpointOfRequest = s_endpointOfTrace,
    }));
}
