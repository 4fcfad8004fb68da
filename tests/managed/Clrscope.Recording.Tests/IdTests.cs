namespace Clrscope.Recording.Tests;

public sealed class IdTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Span = "00f067aa0ba902b7";

    [Fact]
    public void Text_and_bytes_have_the_same_order()
    {
        Assert.True(TraceId.TryParse(Trace, out TraceId trace));
        Assert.True(SpanId.TryParse(Span, out SpanId span));
        byte[] bytes = new byte[TraceId.Size];
        trace.WriteTo(bytes);

        Assert.Equal(Trace, Convert.ToHexStringLower(bytes));
        Assert.Equal(Trace, TraceId.FromBytes(bytes).ToString());
        Assert.Equal(Span, span.ToString());
        Assert.Equal(span, SpanId.FromBytes(Convert.FromHexString(Span)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0af7651916cd43dd8448eb211c80319")]
    [InlineData("0af7651916cd43dd8448eb211c80319g")]
    [InlineData("+af7651916cd43dd8448eb211c80319c")]
    [InlineData("0af7651916cd43dd8448eb211c80319c0")]
    public void What_is_no_trace_id(string text) => Assert.False(TraceId.TryParse(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData("f067aa0ba902b7")]
    [InlineData(" 0f067aa0ba902b7")]
    public void What_is_no_span_id(string text) => Assert.False(SpanId.TryParse(text, out _));
}
