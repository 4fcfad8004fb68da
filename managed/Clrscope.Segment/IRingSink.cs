namespace Clrscope.Segment;

/// <summary>Takes the samples and spans of a ring in the order of their positions.</summary>
public interface IRingSink
{
    /// <param name="sample">What the sample stands for.</param>
    /// <param name="frames">
    /// Program counters, innermost first, at most <see cref="Layout.MaxFrames"/>; frames[0] is the interrupted one, the
    /// others are return addresses. A value below <see cref="Layout.PseudoFrameLimit"/> is a <see cref="PseudoFrame"/>.
    /// Valid during the call only.
    /// </param>
    void OnSample(in SampleHeader sample, ReadOnlySpan<ulong> frames);

    /// <param name="span">A span that has just started.</param>
    /// <param name="attributes">Its source and operation. Valid during the call only.</param>
    void OnSpanStart(in SpanInfo span, SpanAttributes attributes);

    /// <param name="span">A span that has stopped; its start may never have come.</param>
    /// <param name="attributes">All that is known of it. Valid during the call only.</param>
    void OnSpanStop(in SpanInfo span, SpanAttributes attributes);
}
