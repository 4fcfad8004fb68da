using Clrscope.Agent.Spans;
using Clrscope.Agent.Tests.Support;
using Clrscope.Segment;

namespace Clrscope.Agent.Tests.Spans;

public sealed class RequestEndpointsTests
{
    private readonly RequestEndpoints _endpoints = new();

    [Fact]
    public void A_request_gets_its_endpoint_when_its_local_root_ends()
    {
        RequestEndpoint request = _endpoints.Of(MadeUpSpans.Context(1, span: 2));
        Stop(MadeUpSpans.Context(1, span: 2), "/child");
        Assert.Null(request.Name);
        Stop(MadeUpSpans.Context(1), "/cart/{id}");
        Assert.Equal("GET /cart/{id}", request.Name);
        Assert.Equal(0, _endpoints.Awaited);
    }

    [Fact]
    public void A_sample_after_the_end_has_its_endpoint_at_once()
    {
        Stop(MadeUpSpans.Context(1), "/cart/{id}");
        Assert.Equal("GET /cart/{id}", _endpoints.Of(MadeUpSpans.Context(1, span: 9)).Name);
    }

    [Fact]
    public void Memory_is_bounded_by_what_was_sampled_and_the_oldest_request_is_given_up()
    {
        RequestEndpoint first = _endpoints.Of(MadeUpSpans.Context(1));
        for (ulong root = 2; root <= RequestEndpoints.MaxAwaited + 1; root++)
        {
            _endpoints.Of(MadeUpSpans.Context(root));
        }

        Assert.Equal(RequestEndpoints.MaxAwaited, _endpoints.Awaited);
        Stop(MadeUpSpans.Context(1), "/late");
        Assert.Null(first.Name);

        // Spans that no sample was taken of leave nothing behind that grows.
        for (ulong root = 1; root <= 3 * RequestEndpoints.MaxEnded; root++)
        {
            Stop(MadeUpSpans.Context(1_000_000 + root), "/x");
        }

        Assert.Equal(RequestEndpoints.MaxAwaited, _endpoints.Awaited);
    }

    [Fact]
    public void Too_many_different_endpoints_become_one()
    {
        for (int i = 0; i < RequestEndpoints.MaxNames; i++)
        {
            Stop(MadeUpSpans.Context(1), $"/{i}");
        }

        RequestEndpoint request = _endpoints.Of(MadeUpSpans.Context(2));
        Stop(MadeUpSpans.Context(2), "/one-too-many");
        Assert.Equal(RequestEndpoints.Other, request.Name);
    }

    private void Stop(SpanContext context, string route) =>
        MadeUpSpans.Stop(_endpoints, context, (SpanAttribute.HttpMethod, "GET"), (SpanAttribute.HttpRoute, route));
}
