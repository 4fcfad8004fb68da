using Clrscope.Agent.Spans;
using Clrscope.Segment;
using Clrscope.Symbols;

namespace Clrscope.Agent.Samples;

/// <summary>Takes what the ring of a process holds: samples go to the window of the time being, spans name their requests.</summary>
internal sealed class ProcessFeed : IRingSink
{
    private readonly int _pid;
    private readonly ProcessSymbols _symbols;
    private readonly ResolvedStack _stack;
    private readonly RequestEndpoints _endpoints = new();

    public ProcessFeed(int pid, ProcessSymbols symbols)
    {
        _pid = pid;
        _symbols = symbols;
        _stack = new ResolvedStack(symbols);
        Window = new SampleWindow(pid, symbols, _endpoints);
    }

    /// <summary>Where samples go now.</summary>
    public SampleWindow Window { get; private set; }

    /// <summary>Ends the window and begins the next.</summary>
    /// <returns>The ended one.</returns>
    public SampleWindow StartNextWindow()
    {
        SampleWindow ended = Window;
        Window = new SampleWindow(_pid, _symbols, _endpoints);
        return ended;
    }

    /// <inheritdoc/>
    public void OnSample(in SampleHeader sample, ReadOnlySpan<ulong> frames) =>
        Window.Add(sample, _stack.Resolve(frames, sample.TimeNs));

    /// <inheritdoc/>
    public void OnSpanStart(in SpanInfo span, SpanAttributes attributes)
    {
    }

    /// <inheritdoc/>
    public void OnSpanStop(in SpanInfo span, SpanAttributes attributes) => _endpoints.OnSpanStop(span, attributes);
}
