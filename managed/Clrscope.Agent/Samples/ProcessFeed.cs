using Clrscope.Agent.Recordings;
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
    private readonly ProcessRecorder? _recorder;

    /// <param name="pid">The process.</param>
    /// <param name="symbols">Names its frames and threads.</param>
    /// <param name="recorder">Keeps everything for later questions; null if nobody will ask.</param>
    public ProcessFeed(int pid, ProcessSymbols symbols, ProcessRecorder? recorder = null)
    {
        _recorder = recorder;
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
    public void OnSample(in SampleHeader sample, ReadOnlySpan<ulong> frames)
    {
        ReadOnlySpan<ResolvedFrame> stack = _stack.Resolve(frames, sample.TimeNs);
        Window.Add(sample, stack);
        _recorder?.Add(sample, stack);
    }

    /// <inheritdoc/>
    public void OnSpanStart(in SpanInfo span, SpanAttributes attributes) => _recorder?.Add(span, attributes);

    /// <inheritdoc/>
    public void OnSpanStop(in SpanInfo span, SpanAttributes attributes)
    {
        _endpoints.OnSpanStop(span, attributes);
        _recorder?.Add(span, attributes);
    }
}
