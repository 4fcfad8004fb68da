using Clrscope.Agent.Spans;
using Clrscope.Agent.Tests.Support;
using Clrscope.Segment;

namespace Clrscope.Agent.Tests.Spans;

public sealed class SpanEndpointTests
{
    public static TheoryData<string, (SpanAttribute, string)[]> Names => new()
    {
        { "GET /cart/{id}", [(SpanAttribute.HttpMethod, "GET"), (SpanAttribute.HttpRoute, "/cart/{id}"), (SpanAttribute.UrlPath, "/cart/7")] },
        { "GET [no route]", [(SpanAttribute.HttpMethod, "GET"), (SpanAttribute.UrlPath, "/secret/7"), (SpanAttribute.Operation, "HttpRequestIn")] },
        {
            "shop.Cart/Add",
            [(SpanAttribute.HttpMethod, "POST"), (SpanAttribute.HttpRoute, "/shop.Cart/Add"), (SpanAttribute.RpcService, "shop.Cart"), (SpanAttribute.RpcMethod, "Add")]
        },
        { "/only/{route}", [(SpanAttribute.HttpRoute, "/only/{route}")] },
        { "nightly", [(SpanAttribute.Operation, "Job.Run"), (SpanAttribute.DisplayName, "nightly")] },
        { "Job.Run", [(SpanAttribute.Operation, "Job.Run"), (SpanAttribute.Source, "Jobs")] },
        { "[unnamed]", [] },
        { "GET /\uFFFD[31m", [(SpanAttribute.HttpMethod, "GET"), (SpanAttribute.HttpRoute, "/\e[31m")] },
        { new string('n', 256), [(SpanAttribute.Operation, new string('n', 900))] },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void An_endpoint_is_named_by_its_route(string expected, (SpanAttribute, string)[] attributes)
    {
        RequestEndpoints endpoints = new();
        MadeUpSpans.Stop(endpoints, MadeUpSpans.Context(1), attributes);
        Assert.Equal(expected, endpoints.Of(MadeUpSpans.Context(1)).Name);
    }
}
