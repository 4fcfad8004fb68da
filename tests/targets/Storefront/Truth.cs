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
    private static readonly DateTime s_start = DateTime.UtcNow;
    private static readonly long s_startTimestamp = Stopwatch.GetTimestamp();
    private static readonly List<int> s_clockHours = [0];

    /// <summary>A request to an endpoint has come.</summary>
    public static void Count(string endpoint)
    {
        s_requests.AddOrUpdate(endpoint, 1, (_, count) => count + 1);
        LookAtClock();
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
        clockHours = s_clockHours,
    }));

    // By how many hours the wall clock has been set since the start.
    private static void LookAtClock()
    {
        lock (s_clockHours)
        {
            int hours = (int)Math.Round((DateTime.UtcNow - s_start - Stopwatch.GetElapsedTime(s_startTimestamp)).TotalHours);
            if (hours != s_clockHours[^1])
            {
                s_clockHours.Add(hours);
            }
        }
    }
}
