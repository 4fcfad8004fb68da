using Clrscope.Recording;
using Clrscope.Segment;
using SpanId = Clrscope.Segment.SpanId;
using TraceId = Clrscope.Segment.TraceId;

namespace Clrscope.Queries.Tests;

public sealed class EndpointNameTests
{
    [Theory]
    [InlineData("shop.Cart/Add", SpanAttribute.RpcService, "shop.Cart", SpanAttribute.RpcMethod, "Add")]
    [InlineData("GET /cart/{id}", SpanAttribute.HttpMethod, "GET", SpanAttribute.HttpRoute, "/cart/{id}")]
    [InlineData("GET [no route]", SpanAttribute.HttpMethod, "GET", SpanAttribute.UrlPath, "/cart/7")]
    [InlineData("[no route]", SpanAttribute.Operation, "Microsoft.AspNetCore.Hosting.HttpRequestIn", SpanAttribute.Source, "App")]
    [InlineData("Nightly", SpanAttribute.DisplayName, "Nightly", SpanAttribute.Operation, "job")]
    [InlineData("job", SpanAttribute.Operation, "job", SpanAttribute.RpcService, "shop.Cart")]
    [InlineData("[unnamed]", SpanAttribute.Source, "App", SpanAttribute.UrlPath, "/cart/7")]
    public void The_attributes_make_the_name(string expected, SpanAttribute key, string value, SpanAttribute otherKey, string otherValue) =>
        Assert.Equal(expected, EndpointName.Of(Root([new(key, value), new(otherKey, otherValue)])));

    [Fact]
    public void What_has_not_ended_has_no_name_yet() =>
        Assert.Equal("[in flight]", EndpointName.Of(Root([new(SpanAttribute.DisplayName, "x")], end: 0)));

    [Fact]
    public void Names_are_cut_and_have_no_control_characters()
    {
        string name = EndpointName.Of(Root([new(SpanAttribute.DisplayName, "\u001B[31m" + new string('x', 10_000))]));
        Assert.Equal(256, name.Length);
        Assert.StartsWith("\uFFFD[31mxx", name, StringComparison.Ordinal);
    }

    private static RecordedSpan Root(RecordedAttribute[] attributes, long end = 2) => new()
    {
        StartUnixNs = 1,
        EndUnixNs = end,
        TraceId = new TraceId(1, 1),
        SpanId = new SpanId(1),
        RootSpanId = new SpanId(1),
        Attributes = attributes,
    };
}
