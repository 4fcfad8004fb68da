using Clrscope.Agent.Platform;
using Clrscope.Agent.Segments;
using Clrscope.Segment;
using Clrscope.Symbols;

namespace Clrscope.CommandLine.Status;

/// <summary>Looks at segments without changing anything in them.</summary>
internal sealed class ProcessStatusReader(TimeProvider time)
{
    /// <summary>An agent looks at each segment several times a second; one that is silent for longer is gone.</summary>
    private static readonly TimeSpan AgentSilence = TimeSpan.FromSeconds(5);

    /// <summary>The process's record is the journal's first: what comes after this many bytes is not needed for it.</summary>
    private const ulong MaxJournalBytes = 4 << 20;

    /// <exception cref="SegmentException">The segment cannot be read.</exception>
    public ProcessStatus Read(string path)
    {
        using SegmentFile segment = SegmentFile.Open(path, writable: false);
        bool isRunning = segment.IsOwnerAlive();
        ProducerState producer = segment.ReadProducer();
        ConsumerState consumer = segment.ReadConsumer();
        CountersSnapshot counters = segment.ReadCounters();
        ProcessSymbols symbols = new(new SymbolCache());
        segment.CreateJournalReader().Read(symbols, Math.Min(producer.JournalCommitted, MaxJournalBytes));
        ulong nowNs = time.NowNs();
        TimeSpan? silence = consumer.AgentPid == 0 ? null : Span(consumer.HeartbeatNs, nowNs);
        return new ProcessStatus
        {
            Pid = segment.Header.Pid,
            Name = symbols.ProcessName,
            Runtime = symbols.Process?.RuntimeVersion ?? "",
            IsRunning = isRunning,
            Age = Span(segment.Header.StartMonotonicNs, nowNs),
            Threads = counters[Counter.ThreadsLive],
            Samples = counters[Counter.SamplesCommitted],
            Hz = producer.AppliedCpuEnabled ? producer.AppliedCpuHz : 0,
            Drops = DropCause.Of(counters, default),
            MeanHandlerMicroseconds = MeanMicroseconds(counters[Counter.HandlerNs], counters[Counter.HandlerRuns]),
            LagBytes = producer.Head - Math.Min(consumer.ReadPosition, producer.Head),
            SinceHeartbeat = silence,
            AgentPid = silence < AgentSilence ? consumer.AgentPid : null,
            Path = path,
        };
    }

    private static TimeSpan Span(ulong fromNs, ulong toNs) =>
        TimeSpan.FromTicks((long)((toNs - Math.Min(fromNs, toNs)) / TimeSpan.NanosecondsPerTick));

    private static double MeanMicroseconds(ulong nanoseconds, ulong runs) => runs == 0 ? 0 : nanoseconds / 1000.0 / runs;
}
