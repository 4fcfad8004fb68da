using System.Text;
using Clrscope.Segment;

namespace Clrscope.Agent.Spans;

/// <summary>
/// What the requests of one kind are called: <c>GET /cart/{id}</c>, <c>shop.Cart/Add</c>, else the span's own name. Never
/// the path that was asked for: each would be an endpoint of its own.
/// </summary>
internal static class EndpointName
{
    /// <summary>Stands for requests whose local root has not ended.</summary>
    public const string InFlight = "[in flight]";

    private const string NoRoute = "[no route]";
    private const int MaxLength = 256;

    /// <summary>The name of what a local root stands for.</summary>
    public static string Of(SpanAttributes attributes)
    {
        string? operation = null, display = null, route = null, method = null, service = null, call = null;
        foreach (SpanAttributes.Item attribute in attributes)
        {
            switch (attribute.Key)
            {
                case SpanAttribute.Operation:
                    operation = attribute.Text;
                    break;
                case SpanAttribute.DisplayName:
                    display = attribute.Text;
                    break;
                case SpanAttribute.HttpRoute:
                    route = attribute.Text;
                    break;
                case SpanAttribute.HttpMethod:
                    method = attribute.Text;
                    break;
                case SpanAttribute.RpcService:
                    service = attribute.Text;
                    break;
                case SpanAttribute.RpcMethod:
                    call = attribute.Text;
                    break;
                default:
                    break;
            }
        }

        string name = service is not null && call is not null ? $"{service}/{call}"
            : method is not null ? $"{method} {route ?? NoRoute}"
            : route ?? display ?? operation ?? "[unnamed]";
        return Clean(name);
    }

    private static string Clean(string name)
    {
        StringBuilder clean = new(Math.Min(name.Length, MaxLength));
        foreach (char c in name.AsSpan(0, Math.Min(name.Length, MaxLength)))
        {
            clean.Append(char.IsControl(c) ? '\uFFFD' : c);
        }

        return clean.ToString();
    }
}
