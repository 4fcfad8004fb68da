using System.Text;
using Clrscope.Agent.Spans;
using Clrscope.Segment;

namespace Clrscope.Agent.Tests.Support;

/// <summary>Spans that nothing has done.</summary>
internal static class MadeUpSpans
{
    /// <summary>A span of the request with this local root; the root itself if no other is named.</summary>
    public static SpanContext Context(ulong root, ulong? span = null) =>
        new(new TraceId(0xABCD, root), new SpanId(span ?? root), new SpanId(root));

    public static SpanInfo Stopped(SpanContext context) => new(1, 2, context, default, Kind: 1, Status: 0, TraceFlags: 0);

    /// <summary>Ends a span.</summary>
    public static void Stop(
        RequestEndpoints endpoints, SpanContext context, params ReadOnlySpan<(SpanAttribute Key, string Text)> attributes)
    {
        List<byte> bytes = [];
        foreach ((SpanAttribute key, string text) in attributes)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(text);
            bytes.AddRange([(byte)key, 0, (byte)utf8.Length, (byte)(utf8.Length >> 8), .. utf8]);
        }

        endpoints.OnSpanStop(Stopped(context), new SpanAttributes(bytes.ToArray(), attributes.Length));
    }
}
