using Clrscope.Segment;

namespace Clrscope.Testing;

/// <summary>Keeps what a segment delivers: samples with their frames, and facts in their order.</summary>
internal sealed class CollectingSink : IRingSink, IJournalSink
{
    internal List<(SampleHeader Header, ulong[] Frames)> Samples { get; } = [];

    internal List<(SpanInfo Span, List<(SpanAttribute Key, string Text)> Attributes)> Spans { get; } = [];

    /// <summary>Infos as they came; unloads and ends as tuples of their arguments, named by the first element.</summary>
    internal List<object> Facts { get; } = [];

    public void OnSample(in SampleHeader sample, ReadOnlySpan<ulong> frames) => Samples.Add((sample, frames.ToArray()));

    public void OnSpanStart(in SpanInfo span, SpanAttributes attributes) => Add(span, attributes);

    public void OnSpanStop(in SpanInfo span, SpanAttributes attributes) => Add(span, attributes);

    public void OnResource(ResourceInfo info) => Facts.Add(info);

    public void OnProcess(ProcessInfo info) => Facts.Add(info);

    public void OnModule(ModuleInfo info) => Facts.Add(info);

    public void OnModuleUnload(ulong moduleId, ulong timeNs) => Facts.Add(("module unload", moduleId, timeNs));

    public void OnModulePart(ModulePiece piece) => Facts.Add(piece);

    public void OnMethod(MethodInfo info) => Facts.Add(info);

    public void OnMethodUnload(ulong key, ulong timeNs) => Facts.Add(("method unload", key, timeNs));

    public void OnLibrary(LibraryInfo info) => Facts.Add(info);

    public void OnLibraryUnload(ulong start, ulong timeNs) => Facts.Add(("library unload", start, timeNs));

    public void OnCodeRegion(CodeRegionInfo info) => Facts.Add(info);

    public void OnStubCode(StubCodeInfo info) => Facts.Add(info);

    public void OnThread(ThreadInfo info) => Facts.Add(info);

    public void OnThreadEnd(uint tid, uint threadNumber, ulong timeNs) =>
        Facts.Add(("thread end", tid, threadNumber, timeNs));

    private void Add(in SpanInfo span, SpanAttributes attributes)
    {
        List<(SpanAttribute, string)> texts = [];
        foreach (SpanAttributes.Item attribute in attributes)
        {
            texts.Add((attribute.Key, attribute.Text));
        }

        Spans.Add((span, texts));
    }
}
