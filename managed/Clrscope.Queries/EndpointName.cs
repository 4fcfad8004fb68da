using Clrscope.Recording;

namespace Clrscope.Queries;

/// <summary>
/// What the requests of one kind are called: <c>GET /cart/{id}</c>, <c>shop.Cart/Add</c>, else the span's own name. Never
/// the path that was asked for: each would be an endpoint of its own.
/// </summary>
public static class EndpointName
{
    /// <summary>Stands for requests whose local root has not ended.</summary>
    public const string InFlight = "[in flight]";

    /// <summary>Stands for what was done outside of requests.</summary>
    public const string NoRequest = "[no request]";

    private const string NoRoute = "[no route]";
    private const string Unnamed = "[unnamed]";
    private const int MaxLength = 256;

    /// <summary>The endpoint of a local root.</summary>
    public static string Of(RecordedSpan root)
    {
        if (root.IsInFlight)
        {
            return InFlight;
        }

        string service = root[SpanAttributeKeys.RpcService];
        string call = root[SpanAttributeKeys.RpcMethod];
        string method = root[SpanAttributeKeys.HttpRequestMethod];
        string route = root[SpanAttributeKeys.HttpRoute];
        return Clean(
            service.Length > 0 && call.Length > 0 ? $"{service}/{call}"
            : method.Length > 0 ? $"{method} {(route.Length > 0 ? route : NoRoute)}"
            : route.Length > 0 ? route
            : SpanName.Of(root, Unnamed));
    }

    private static string Clean(string name)
    {
        string cut = name.Length > MaxLength ? name[..MaxLength] : name;
        return cut.Any(char.IsControl)
            ? string.Create(cut.Length, cut, static (clean, from) =>
            {
                for (int i = 0; i < clean.Length; i++)
                {
                    clean[i] = char.IsControl(from[i]) ? '\uFFFD' : from[i];
                }
            })
            : cut;
    }
}
