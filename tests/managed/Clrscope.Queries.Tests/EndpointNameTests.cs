using Clrscope.Recording;
using SpanId = Clrscope.Segment.SpanId;
using TraceId = Clrscope.Segment.TraceId;

namespace Clrscope.Queries.Tests;

public sealed class EndpointNameTests
{
    [Theory]
    [InlineData("shop.Cart/Add", SpanAttributeKeys.RpcService, "shop.Cart", SpanAttributeKeys.RpcMethod, "Add")]
    [InlineData("GET /cart/{id}", SpanAttributeKeys.HttpRequestMethod, "GET", SpanAttributeKeys.HttpRoute, "/cart/{id}")]
    [InlineData("GET [no route]", SpanAttributeKeys.HttpRequestMethod, "GET", SpanAttributeKeys.UrlPath, "/cart/7")]
    [InlineData("Nightly", SpanAttributeKeys.Display, "Nightly", SpanAttributeKeys.Operation, "job")]
    [InlineData("job", SpanAttributeKeys.Operation, "job", SpanAttributeKeys.RpcService, "shop.Cart")]
    [InlineData("[unnamed]", SpanAttributeKeys.Source, "App", SpanAttributeKeys.UrlPath, "/cart/7")]
    public void The_attributes_make_the_name(string expected, byte key, string value, byte otherKey, string otherValue) =>
        Assert.Equal(expected, EndpointName.Of(Root([new(key, value), new(otherKey, otherValue)])));

    [Fact]
    public void What_has_not_ended_has_no_name_yet() =>
        Assert.Equal("[in flight]", EndpointName.Of(Root([new(SpanAttributeKeys.Display, "x")], end: 0)));

    [Fact]
    public void Names_are_cut_and_have_no_control_characters()
    {
        string name = EndpointName.Of(Root([new(SpanAttributeKeys.Display, "\u001B[31m" + new string('x', 10_000))]));
        Assert.Equal(256, name.Length);
        Assert.StartsWith("\uFFFD[31mxx", name, StringComparison.Ordinal);
    }

    private static RecordedSpan Root(SpanAttribute[] attributes, long end = 2) => new()
    {
        StartUnixNs = 1,
        EndUnixNs = end,
        TraceId = new TraceId(1, 1),
        SpanId = new SpanId(1),
        RootSpanId = new SpanId(1),
        Attributes = attributes,
    };
}
