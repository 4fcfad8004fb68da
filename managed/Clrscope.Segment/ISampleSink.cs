namespace Clrscope.Segment;

/// <summary>Takes the samples of a ring in the order of their positions.</summary>
public interface ISampleSink
{
    /// <param name="sample">What the sample stands for.</param>
    /// <param name="frames">
    /// Program counters, innermost first, at most <see cref="Layout.MaxFrames"/>; frames[0] is the interrupted one, the
    /// others are return addresses. A value below <see cref="Layout.PseudoFrameLimit"/> is a <see cref="PseudoFrame"/>.
    /// Valid during the call only.
    /// </param>
    void OnSample(in SampleHeader sample, ReadOnlySpan<ulong> frames);
}
