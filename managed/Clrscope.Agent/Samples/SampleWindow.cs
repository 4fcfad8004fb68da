using System.Diagnostics.CodeAnalysis;
using Clrscope.Profiles;
using Clrscope.Segment;
using Clrscope.Symbols;

namespace Clrscope.Agent.Samples;

/// <summary>The samples of one process since some moment, resolved and added up.</summary>
internal sealed class SampleWindow : ISampleSink
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly ProcessSymbols _symbols;
    private readonly int _pid;
    private readonly int[] _stack = new int[Layout.MaxFrames + 1];
    private ProfileBuilder _builder;
    private FrameLocations _locations;
    private ThreadLabels _labels;

    public SampleWindow(int pid, ProcessSymbols symbols)
    {
        _pid = pid;
        _symbols = symbols;
        Clear();
    }

    /// <summary>The process, as profiles call it.</summary>
    public string ProcessName => _symbols.ProcessName;

    /// <summary>Samples since the window began.</summary>
    public long Samples { get; private set; }

    /// <summary>CLOCK_MONOTONIC of the earliest sample; 0 if there is none.</summary>
    public ulong FirstSampleNs { get; private set; }

    /// <summary>CLOCK_MONOTONIC of the latest sample; 0 if there is none.</summary>
    public ulong LastSampleNs { get; private set; }

    /// <inheritdoc/>
    public void OnSample(in SampleHeader sample, ReadOnlySpan<ulong> frames)
    {
        // The main binary comes first, and is known by its name when the first sample comes.
        if (Samples == 0)
        {
            _builder.AddMapping(new MappingInfo(0, 0, 0, ProcessName, "") { HasFunctions = true });
        }

        int depth = 0;
        for (int i = 0; i < frames.Length; i++)
        {
            ResolvedFrame frame = _symbols.Resolve(frames[i], isReturnAddress: i > 0, sample.TimeNs);
            if (i == 0 && _symbols.KernelFrame(frame) is { } kernel)
            {
                _stack[depth++] = _locations.IndexOf(kernel);
            }

            _stack[depth++] = _locations.IndexOf(frame);
        }

        long weightNs = (long)Math.Min(sample.WeightNs, long.MaxValue);
        _builder.AddSample(_stack.AsSpan(0, depth), _labels.Of(sample.Tid, sample.ThreadNumber), 1, weightNs);
        FirstSampleNs = Samples == 0 ? sample.TimeNs : Math.Min(FirstSampleNs, sample.TimeNs);
        LastSampleNs = Math.Max(LastSampleNs, sample.TimeNs);
        Samples++;
    }

    /// <summary>The window as a profile; it can grow on afterwards.</summary>
    /// <param name="start">Start of the window.</param>
    /// <param name="duration">Its length.</param>
    /// <param name="cpuHz">Samples per second of CPU time; 0 if none are taken.</param>
    public Profile Build(DateTimeOffset start, TimeSpan duration, int cpuHz)
    {
        _builder.Start = start;
        _builder.End = start + duration;
        _builder.Period = cpuHz == 0 ? 0 : NanosecondsPerSecond / cpuHz;
        return _builder.Build();
    }

    /// <summary>Begins anew.</summary>
    [MemberNotNull(nameof(_builder), nameof(_locations), nameof(_labels))]
    public void Clear()
    {
        _builder = new ProfileBuilder(ProfileKind.Cpu);
        _locations = new FrameLocations(_builder);
        _labels = new ThreadLabels(_pid, _symbols);
        (Samples, FirstSampleNs, LastSampleNs) = (0, 0, 0);
    }
}
