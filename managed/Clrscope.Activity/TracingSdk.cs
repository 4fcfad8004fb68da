namespace Clrscope.Activities;

/// <summary>
/// Whether the program brings something that will listen to activities, now or later. An activity that we had made before
/// would be the parent of what is traced then, and an unsampled parent makes samplers drop its children.
/// </summary>
internal static class TracingSdk
{
    private static readonly string[] s_assemblies =
    [
        "OpenTelemetry", "Datadog.Trace", "Elastic.Apm", "Microsoft.ApplicationInsights", "NewRelic.Api.Agent", "Sentry",
        "SerilogTracing",
    ];

    internal static bool ComesWithProgram() =>
        Environment.GetEnvironmentVariable("OTEL_DOTNET_AUTO_HOME") is { Length: > 0 } ||
        IsAmong(AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string);

    /// <param name="assemblies">Paths, as the runtime got them; none are known of a program that is one file.</param>
    internal static bool IsAmong(string? assemblies) =>
        string.IsNullOrEmpty(assemblies) ||
        s_assemblies.Any(name => assemblies.Contains($"/{name}.dll", StringComparison.OrdinalIgnoreCase));
}
