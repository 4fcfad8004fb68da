using Clrscope.Agent.Configuration;
using Clrscope.Agent.Spans;
using Clrscope.Profiles;
using Clrscope.Segment;
using Clrscope.Symbols;

namespace Clrscope.Agent.Samples;

/// <summary>The samples of one process in one stretch of time, resolved and added up.</summary>
internal sealed class SampleWindow(int pid, ProcessSymbols symbols, RequestEndpoints endpoints)
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly int[] _stack = new int[ResolvedStack.MaxFrames];
    private readonly ProfileBuilder _builder = new(ProfileKind.Cpu);
    private readonly SampleLabels _labels = new(pid, symbols, endpoints);
    private FrameLocations? _locations;

    /// <summary>The process, as profiles call it.</summary>
    public string ProcessName => symbols.ProcessName;

    /// <summary>Samples since the window began.</summary>
    public long Samples { get; private set; }

    /// <summary>CLOCK_MONOTONIC of the earliest sample; 0 if there is none.</summary>
    public ulong FirstSampleNs { get; private set; }

    /// <summary>CLOCK_MONOTONIC of the latest sample; 0 if there is none.</summary>
    public ulong LastSampleNs { get; private set; }

    /// <summary>Requests with samples that have not ended.</summary>
    public int UnknownEndpoints => _labels.UnknownEndpoints;

    /// <summary>Adds a sample.</summary>
    /// <param name="sample">What it stands for.</param>
    /// <param name="stack">Its frames, innermost first.</param>
    public void Add(in SampleHeader sample, ReadOnlySpan<ResolvedFrame> stack)
    {
        // The main binary comes first, and is known by its name when the first sample comes.
        if (_locations is null)
        {
            _builder.AddMapping(new MappingInfo(0, 0, 0, ProcessName, "") { HasFunctions = true });
            _locations = new FrameLocations(_builder);
        }

        for (int i = 0; i < stack.Length; i++)
        {
            _stack[i] = _locations.IndexOf(stack[i]);
        }

        long weightNs = (long)Math.Min(sample.WeightNs, long.MaxValue);
        _builder.AddSample(_stack.AsSpan(0, stack.Length), _labels.Of(sample), 1, weightNs);
        FirstSampleNs = Samples == 0 ? sample.TimeNs : Math.Min(FirstSampleNs, sample.TimeNs);
        LastSampleNs = Math.Max(LastSampleNs, sample.TimeNs);
        Samples++;
    }

    /// <summary>The window as a profile; it can grow on, and endpoints become known, afterwards.</summary>
    /// <param name="start">Start of the window.</param>
    /// <param name="duration">Its length.</param>
    /// <param name="cpuHz">Samples per second of CPU time; 0 if none are taken.</param>
    /// <param name="groups">Which labels the samples get.</param>
    public Profile Build(DateTimeOffset start, TimeSpan duration, int cpuHz, LabelGroups groups)
    {
        _builder.Start = start;
        _builder.End = start + duration;
        _builder.Period = cpuHz == 0 ? 0 : NanosecondsPerSecond / cpuHz;
        return _builder.Build(labels => _labels.Final(labels, groups))
            .WithComments(symbols.Resource.Select(attribute => $"{attribute.Key}={attribute.Value}"))
            .WithComments(_labels.WithoutSpan == 0
                ? []
                : [$"{_labels.WithoutSpan} samples have no labels of their spans: more than {SampleLabels.MaxSpans} spans were sampled"]);
    }
}
