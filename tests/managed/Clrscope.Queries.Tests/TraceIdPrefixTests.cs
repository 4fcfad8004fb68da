using Clrscope.Queries.Traces;
using Clrscope.Recording;
using TraceId = Clrscope.Segment.TraceId;

namespace Clrscope.Queries.Tests;

public sealed class TraceIdPrefixTests
{
    private static readonly TraceId s_id = new(0x4BF9_2F35_77B3_4DA6, 0xA3CE_929D_0E0E_4736);

    [Theory]
    [InlineData("4bf92f35")]
    [InlineData("4BF92F3577b34da6a")]
    [InlineData(" 4bf92f3577b34da6a3ce929d0e0e4736\n")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    public void Digits_match_from_the_first_on(string text) => Assert.True(TraceIdPrefix.Parse(text)!.Matches(s_id));

    [Theory]
    [InlineData("4bf92f36")]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e4737")]
    [InlineData("f92f3577b34d")]
    public void Other_digits_do_not(string text) => Assert.False(TraceIdPrefix.Parse(text)!.Matches(s_id));

    [Theory]
    [InlineData("")]
    [InlineData("4bf92f3")]
    [InlineData("4bf92f3x")]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e47361")]
    public void Anything_else_is_no_trace_id(string text) => Assert.Null(TraceIdPrefix.Parse(text));

    [Fact]
    public void None_is_no_trace() => Assert.False(TraceIdPrefix.Parse("00000000")!.Matches(default));
}
