using System.Diagnostics;
#if TRACED
using OpenTelemetry;
using OpenTelemetry.Trace;
#endif

namespace Shop;

internal static class Service
{
    public static async Task<int> RunAsync(Options options)
    {
#if TRACED
        using TracerProvider tracing = Sdk.CreateTracerProviderBuilder()
            .AddSource("Microsoft.AspNetCore")
            .SetSampler(new AlwaysOnSampler())
            .Build();
#endif
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(new Catalog(products: 4_000));
        await using WebApplication app = builder.Build();

        app.MapGet("/cart/{id:int}", Carts.Get);
        app.MapGet("/search", ProductSearch.Find);
        app.MapGet("/report", SalesReport.Write);
        app.MapPost("/checkout", Checkout.PayAsync);

        await app.StartAsync();
        string url = app.Urls.Single();
        Console.WriteLine(url);
        int exitCode = 0;
        if (options.Workers > 0)
        {
            exitCode = await LoadFromSecondProcessAsync(options.LoadArguments(url));
            await app.StopAsync();
        }
        else
        {
            await app.WaitForShutdownAsync();
        }

        using Process self = Process.GetCurrentProcess();
        Console.WriteLine($"{{\"program\":\"Shop\",\"cpu_ns\":{self.TotalProcessorTime.Ticks * TimeSpan.NanosecondsPerTick}}}");
        return exitCode;
    }

    private static async Task<int> LoadFromSecondProcessAsync(string[] arguments)
    {
        string program = Environment.ProcessPath!;
        bool hosted = Path.GetFileNameWithoutExtension(program) == "dotnet";
        var start = new ProcessStartInfo(program, hosted ? [typeof(Service).Assembly.Location, .. arguments] : arguments);

        // What is measured is the service, not its customers.
        start.Environment.Remove("CORECLR_ENABLE_PROFILING");
        using Process load = Process.Start(start)!;
        await load.WaitForExitAsync();
        return load.ExitCode;
    }
}
