using Clrscope.Segment;

namespace Clrscope.Recording;

/// <summary>
/// What the requests of one kind are called: <c>GET /cart/{id}</c>, <c>shop.Cart/Add</c>, else the span's own name. Never
/// the path that was asked for: each would be an endpoint of its own.
/// </summary>
public readonly record struct EndpointName()
{
    /// <summary>Stands for requests whose local root has not ended.</summary>
    public const string InFlight = "[in flight]";

    /// <summary>Stands for what was done outside of requests.</summary>
    public const string NoRequest = "[no request]";

    private const string NoRoute = "[no route]";
    private const string FromHere = "[client]";
    private const string Unnamed = "[unnamed]";

    /// <summary>How ASP.NET Core calls its activity of any request. It has no more of one that no route was found for and that nobody traces.</summary>
    private const string HostingRequest = "Microsoft.AspNetCore.Hosting.HttpRequestIn";
    private const byte Client = 2;
    private const int MaxLength = 256;

    /// <summary>The local root's System.Diagnostics.ActivityKind.</summary>
    public byte Kind { get; init; }

    /// <summary>Its <c>rpc.service</c>; empty if it has none, as with all that follow.</summary>
    public string Service { get; init; } = "";

    /// <summary>Its <c>rpc.method</c>.</summary>
    public string Call { get; init; } = "";

    /// <summary>Its <c>http.request.method</c>.</summary>
    public string Method { get; init; } = "";

    /// <summary>Its <c>http.route</c>.</summary>
    public string Route { get; init; } = "";

    /// <summary>Its display name.</summary>
    public string Display { get; init; } = "";

    /// <summary>Its operation name.</summary>
    public string Operation { get; init; } = "";

    /// <summary>The endpoint of a local root.</summary>
    public static string Of(RecordedSpan root) => root.IsInFlight
        ? InFlight
        : new EndpointName
        {
            Kind = root.Kind,
            Service = root[SpanAttribute.RpcService],
            Call = root[SpanAttribute.RpcMethod],
            Method = root[SpanAttribute.HttpMethod],
            Route = root[SpanAttribute.HttpRoute],
            Display = root.Display,
            Operation = root.Operation,
        }.ToString();

    /// <summary>Whether the name of an endpoint can depend on an attribute of the local root.</summary>
    public static bool DependsOn(SpanAttribute key) => key
        is SpanAttribute.RpcService
        or SpanAttribute.RpcMethod
        or SpanAttribute.HttpMethod
        or SpanAttribute.HttpRoute
        or SpanAttribute.DisplayName
        or SpanAttribute.Operation;

    /// <summary>The name, without control characters and at most 256 long.</summary>
    public override string ToString() => PrintableText.Clean(
        Service.Length > 0 && Call.Length > 0 ? $"{Service}/{Call}"
        : Method.Length > 0 ? $"{Method} {(Route.Length > 0 ? Route : WithoutRoute)}"
        : Route.Length > 0 ? Route
        : Display.Length > 0 ? Display
        : Operation == HostingRequest ? NoRoute
        : Operation.Length > 0 ? Operation
        : Unnamed,
        MaxLength);

    // A request that the process made itself while it worked for nobody else's has no route, nor should have one.
    private string WithoutRoute => Kind == Client ? FromHere : NoRoute;
}
