using Clrscope.Recording;
using Clrscope.Segment;

namespace Clrscope.Agent.Spans;

/// <summary>The endpoint of a span that has just ended.</summary>
internal static class SpanEndpoint
{
    /// <summary>The name of what a local root stands for; see <see cref="EndpointName"/>.</summary>
    /// <param name="kind">System.Diagnostics.ActivityKind.</param>
    /// <param name="attributes">What is known of the span.</param>
    public static string Of(byte kind, SpanAttributes attributes)
    {
        EndpointName name = new() { Kind = kind };
        foreach (SpanAttributes.Item attribute in attributes)
        {
            name = attribute.Key switch
            {
                SpanAttribute.Operation => name with { Operation = attribute.Text },
                SpanAttribute.DisplayName => name with { Display = attribute.Text },
                SpanAttribute.HttpRoute => name with { Route = attribute.Text },
                SpanAttribute.HttpMethod => name with { Method = attribute.Text },
                SpanAttribute.RpcService => name with { Service = attribute.Text },
                SpanAttribute.RpcMethod => name with { Call = attribute.Text },
                _ => name,
            };
        }

        return name.ToString();
    }
}
