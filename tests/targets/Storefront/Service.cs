using System.Diagnostics;
#if TRACED
using OpenTelemetry;
using OpenTelemetry.Trace;
#endif

namespace Storefront;

/// <summary>The service: a page that waits for a database, one that calls the service itself, one that is slow.</summary>
internal static class Service
{
    private static readonly ActivitySource s_source = new("Storefront");
    private static readonly HttpClient s_client = new();

    public static WebApplication Create()
    {
#if TRACED
        Sdk.CreateTracerProviderBuilder()
            .AddSource("Microsoft.AspNetCore", "System.Net.Http", "Storefront")
            .SetSampler(new AlwaysOnSampler())
            .Build();
#endif
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication service = builder.Build();
        service.MapGet("/", () => "open");
        service.MapGet("/cart/{id:int}", async (int id) =>
        {
            Truth.Count("GET /cart/{id:int}");
            await Hops.RunAsync(Cpu.BurnCart);
            return id;
        });
        service.MapGet("/search", async () =>
        {
            Truth.Count("GET /search");
            await QueryAsync("select");
            await Hops.RunAsync(Cpu.BurnSearch);
        });
        service.MapPost("/checkout", async (HttpContext context) =>
        {
            Truth.Count("POST /checkout");
            await Hops.RunAsync(Cpu.BurnCheckout);
            await s_client.GetAsync($"{context.Request.Scheme}://{context.Request.Host}/stock/{Random.Shared.Next(1000)}");
            await CallAsync("shop.Payment", "Charge", () => CallAsync("shop.Ledger", "Book", () => QueryAsync("insert")));
            await Hops.RunAsync(Cpu.BurnCheckout);
        });
        service.MapGet("/stock/{id}", async () =>
        {
            Truth.Count("GET /stock/{id}");
            await Hops.RunAsync(Cpu.BurnStock);
        });
        service.MapGet("/slow", async () =>
        {
            Truth.Count("GET /slow");
            await Task.Delay(50);
            await Hops.RunAsync(Cpu.BurnSlow);
        });
        return service;
    }

    private static async Task QueryAsync(string operation)
    {
        using Activity? query = s_source.StartActivity("query", ActivityKind.Client);
        query?.SetTag("db.system.name", "made-up");
        query?.SetTag("db.operation.name", operation);
        await Task.Delay(5);
    }

    private static async Task CallAsync(string service, string method, Func<Task> inner)
    {
        using Activity? call = s_source.StartActivity($"{service}/{method}", ActivityKind.Client);
        call?.SetTag("rpc.system", "grpc");
        call?.SetTag("rpc.service", service);
        call?.SetTag("rpc.method", method);
        await Task.Yield();
        await inner();
    }
}
