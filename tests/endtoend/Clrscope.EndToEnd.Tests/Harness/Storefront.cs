using System.Text.Json;

namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>What the program Storefront counted of itself.</summary>
internal sealed class Storefront
{
    /// <summary>The method in which an endpoint burns CPU, and the endpoint.</summary>
    internal static IReadOnlyDictionary<string, string> EndpointOfMethod { get; } = new Dictionary<string, string>
    {
        ["Storefront.Cpu.BurnCart()"] = "GET /cart/{id:int}",
        ["Storefront.Cpu.BurnSearch()"] = "GET /search",
        ["Storefront.Cpu.BurnCheckout()"] = "POST /checkout",
        ["Storefront.Cpu.BurnStock()"] = "GET /stock/{id}",
        ["Storefront.Cpu.BurnSlow()"] = "GET /slow",
    };

    private Storefront(JsonElement truth)
    {
        Requests = Numbers(truth.GetProperty("requests"));
        BurnedNs = Numbers(truth.GetProperty("burnedNs"));
        EndpointOfRequest = truth.GetProperty("endpointOfRequest").EnumerateObject()
            .ToDictionary(request => request.Name, request => request.Value.GetString()!);
        ClockHours = [.. truth.GetProperty("clockHours").EnumerateArray().Select(hours => hours.GetInt32())];
    }

    /// <summary>Requests by endpoint.</summary>
    internal IReadOnlyDictionary<string, long> Requests { get; }

    /// <summary>CPU time that the endpoints' own methods used.</summary>
    internal IReadOnlyDictionary<string, long> BurnedNs { get; }

    /// <summary>By trace id, slash, and id of the request's span.</summary>
    internal IReadOnlyDictionary<string, string> EndpointOfRequest { get; }

    /// <summary>By how many hours the program's wall clock was off what it was at the start, in the order in which the program saw that.</summary>
    internal IReadOnlyList<int> ClockHours { get; }

    /// <summary>The program under four clients; traced: with OpenTelemetry's SDK in it.</summary>
    internal static ProgramStart Program(bool traced, int seconds, string truth) =>
        ProgramStart.Target(traced ? "StorefrontTraced" : "Storefront", $"4 {seconds} {truth}");

    /// <summary>What the program wrote.</summary>
    internal static Storefront Load(string truth)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(truth));
        return new Storefront(document.RootElement);
    }

    private static Dictionary<string, long> Numbers(JsonElement element) =>
        element.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetInt64());
}
