using Clrscope.Agent.Configuration;
using Clrscope.Agent.Samples;
using Clrscope.Agent.Spans;
using Clrscope.Agent.Tests.Support;
using Clrscope.Profiles;
using Clrscope.Symbols;
using Clrscope.Testing;

namespace Clrscope.Agent.Tests.Spans;

public sealed class SampleLabelsTests
{
    [Fact]
    public void Samples_of_too_many_spans_are_kept_without_their_labels()
    {
        SampleLabels labels = new(1, new ProcessSymbols(new SymbolCache()), new RequestEndpoints());
        for (ulong root = 1; root <= SampleLabels.MaxSpans; root++)
        {
            labels.Of(SegmentBuilder.Sample() with { Span = MadeUpSpans.Context(root) });
        }

        Assert.Equal(0, labels.WithoutSpan);
        LabelSet beyond = labels.Of(SegmentBuilder.Sample() with { Span = MadeUpSpans.Context(SampleLabels.MaxSpans + 1) });
        LabelSet known = labels.Of(SegmentBuilder.Sample() with { Span = MadeUpSpans.Context(7) });

        Assert.Equal(1, labels.WithoutSpan);
        Assert.Null(labels.Final(beyond, LabelGroups.All).Find("trace_id"));
        Assert.Equal(4712, labels.Final(beyond, LabelGroups.All).Find("thread id")?.Number);
        Assert.Equal("0000000000000007", labels.Final(known, LabelGroups.All).Find("span_id")?.Text);
    }
}
