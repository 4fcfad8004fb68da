using System.Globalization;
using Clrscope.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Clrscope.Segment.Tests;

/// <summary>
/// Segments damaged at random are opened and drained to the end. CLRSCOPE_MUTATIONS sets how many, CLRSCOPE_MUTATION_SEED
/// where to start: a failure names the seed that repeats it alone.
/// </summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const int RingSize = (int)Layout.MinRingSize;

    [Fact]
    public void NothingEscapesAndTheWorkIsBounded()
    {
        int count = FromEnvironment("CLRSCOPE_MUTATIONS", 10_000);
        int firstSeed = FromEnvironment("CLRSCOPE_MUTATION_SEED", 20_261_122);
        byte[][] originals = [Simple(), Wrapped(), WithHoles(), WithLargeFacts(), WithSpans()];
        SegmentMutator[] mutators = [.. originals.Select(original => new SegmentMutator(original, RingSize))];
        using var directory = new TemporaryDirectory();
        string path = directory.File("mutated.seg");
        byte[] buffer = new byte[originals.Max(original => original.Length)];
        var tally = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int seed = firstSeed; seed < firstSeed + count; seed++)
        {
            ReadOnlySpan<byte> bytes = mutators[seed & 3].Mutate(new Random(seed), buffer);
            Write(path, bytes);
            try
            {
                string outcome = Drain(path, bytes.Length);
                tally[outcome] = tally.GetValueOrDefault(outcome) + 1;
            }
            catch (Exception e)
            {
                Assert.Fail($"CLRSCOPE_MUTATION_SEED={seed} CLRSCOPE_MUTATIONS=1 repeats this: {e}");
            }
        }
        foreach ((string outcome, int times) in tally.OrderByDescending(pair => pair.Value))
        {
            output.WriteLine($"{times,8} {outcome}");
        }

        // The damage must reach the readers, and each must have something to complain about, or the test shows nothing.
        Assert.Contains("drained", tally.Keys);
        Assert.Contains("drained, ring corrupt", tally.Keys);
        Assert.Contains("drained, journal corrupt", tally.Keys);
        Assert.Contains(nameof(SegmentError.BadHeader), tally.Keys);
    }

    /// <summary>Does what an agent does to the segment of a dead process.</summary>
    private static string Drain(string path, int fileLength)
    {
        SegmentFile segment;
        try
        {
            segment = SegmentFile.Open(path);
        }
        catch (SegmentException e)
        {
            return e.Error.ToString();
        }
        using (segment)
        {
            ProducerState producer = segment.ReadProducer();
            ConsumerState consumer = segment.ReadConsumer();
            segment.ReadControl();
            segment.ReadCounters();
            segment.ToUtc(producer.Head);
            Assert.False(segment.IsOwnerAlive());

            var sink = new CheckingSink();
            JournalReader journal = segment.CreateJournalReader();
            journal.Read(sink, producer.JournalCommitted);
            Assert.InRange(sink.Facts, 0, fileLength / 16);
            Assert.InRange(journal.Position, 0UL, (ulong)fileLength);

            RingReader ring = segment.CreateRingReader(consumer.Tail);
            DrainRing(ring, Math.Min(producer.Learned, producer.Head), sink);
            DrainRing(ring, producer.Head, sink);
            Assert.Equal(ring.Samples, sink.Samples);

            // One ring for each of the two drains.
            Assert.InRange(sink.Samples, 0, 2 * (RingSize / 48));

            segment.PublishRead(ring.Position, 1, 2);
            segment.Release(ring.Position);
            return (ring.CorruptRecords != 0, journal.Corrupt is not null) switch
            {
                (true, true) => "drained, both corrupt",
                (true, false) => "drained, ring corrupt",
                (false, true) => "drained, journal corrupt",
                (false, false) => "drained",
            };
        }
    }

    private static void DrainRing(RingReader ring, ulong limit, CheckingSink sink)
    {
        int passes = 0;
        do
        {
            ulong before = ring.Position;
            RingReadResult result = ring.Read(limit, sink);
            Assert.True(ring.Position >= before);
            Assert.NotEqual(RingStop.Unreadable, result.Stop);
            Assert.InRange(++passes, 1, RingSize / 16);
        }
        while (ring.TrySkipHole(limit));
    }

    private static byte[] Simple()
    {
        var builder = new SegmentBuilder();
        AddFacts(builder.Journal);
        for (int i = 0; i < 100; i++)
        {
            AddSample(builder, 1 + (i % 40));
        }
        return builder.ToBytes();
    }

    private static byte[] WithSpans()
    {
        var builder = new SegmentBuilder();
        AddFacts(builder.Journal);
        builder.Journal.Add(new ResourceInfo([new("service.name", "shop"), new("service.version", "1")], 1));
        for (ulong i = 1; i <= 100; i++)
        {
            SpanContext context = new(new TraceId(i, i), new SpanId(i + 1), new SpanId(i));
            SpanInfo span = new(i, 2 * i, context, new SpanId(i), 1, 2, 1);
            builder.AddSpan(RecordKind.SpanStart, span with { EndNs = 0 }, (SpanAttribute.Operation, "work"));
            builder.AddSpan(RecordKind.SpanStop, span, (SpanAttribute.HttpRoute, "/cart"), (SpanAttribute.Source, "shop"));
        }
        return builder.ToBytes();
    }

    private static byte[] Wrapped()
    {
        SegmentBuilder builder = new SegmentBuilder().StartAt(9 * (ulong)RingSize);
        AddFacts(builder.Journal);
        for (int i = 0; builder.Producer.Head < 11 * (ulong)RingSize; i++)
        {
            AddSample(builder, i % 50);
        }
        builder.Consumer.Tail = builder.Consumer.ReadPosition = 10 * (ulong)RingSize;
        builder.Producer.Learned = builder.Producer.Head - 4096;
        return builder.ToBytes();
    }

    private static byte[] WithHoles()
    {
        var builder = new SegmentBuilder();
        AddFacts(builder.Journal);
        for (int i = 0; i < 80; i++)
        {
            AddSample(builder, 10);
            builder.AddHole(i % 20);
            builder.AddTorn(1, 2, 3);
        }
        return builder.ToBytes();
    }

    private static byte[] WithLargeFacts()
    {
        var builder = new SegmentBuilder();
        for (int i = 0; i < 10; i++)
        {
            AddSample(builder, 512);
        }
        IlMapEntry[] map = [.. Enumerable.Range(0, 1000).Select(i => new IlMapEntry((uint)i, (uint)i, (uint)i + 1))];
        CodeRange[] ranges = [.. Enumerable.Range(0, 100).Select(i => new CodeRange((ulong)i << 12, 100))];
        builder.Journal.Add(new MethodInfo(1, 2, 3, 0, 5, MethodFlag.Dynamic, ranges, map, new string('m', 5000), 6));
        AddFacts(builder.Journal);
        return builder.ToBytes();
    }

    private static void AddSample(SegmentBuilder builder, int frames) =>
        builder.AddSample([.. Enumerable.Range(0, frames).Select(i => 0x7F00_0000_1000UL + ((ulong)i * 64))]);

    private static void AddFacts(JournalBytes journal)
    {
        journal.Add(new ProcessInfo("/usr/bin/dotnet", ["dotnet", "app.dll"], "/app", "10.0.1", "0.1.0", 77, 1));
        for (uint i = 1; i <= 20; i++)
        {
            journal
                .Add(new ModuleInfo(i, i << 20, 3, new Guid(i, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), $"/app/{i}.dll", $"{i}", i))
                .Add(new MethodInfo(
                    i, i, i, 0, 0x06000000 | i, MethodFlag.None, [new CodeRange(i << 16, 64)], [new IlMapEntry(0, 0, 64)], "", i))
                .Add(new LibraryInfo(i << 30, (i << 30) + 4096, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8, 9], $"/lib/{i}.so", i))
                .Add(new ModulePiece(i, (ModulePart)(i % 3), 7, 2, [1, 2, 3, 4, 5], i))
                .Add(new CodeRegionInfo(i << 12, (i + 1) << 12, i))
                .Add(new StubCodeInfo((i << 12) + 2, i << 12, [1, 2, 3, 4, 5], StubFlag.None, i))
                .Add(new ThreadInfo(i, i, true, $"thread {i}", i))
                .AddThreadEnd(i, i, i)
                .AddLibraryUnload(i << 30, i)
                .AddMethodUnload(i, i)
                .AddModuleUnload(i, i);
        }
    }

    private static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        // No lock for sharing: the owner would look alive.
        using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.SetLength(file, bytes.Length);
        RandomAccess.Write(file, bytes, 0);
    }

    private static int FromEnvironment(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;

    private sealed class CheckingSink : IRingSink, IJournalSink
    {
        internal int Samples { get; private set; }

        internal int Spans { get; private set; }

        internal int Facts { get; private set; }

        public void OnSample(in SampleHeader sample, ReadOnlySpan<ulong> frames)
        {
            Samples++;
            Assert.True(frames.Length <= Layout.MaxFrames);
            Assert.True((uint)sample.StopReason < Layout.StopReasonCount);
            Assert.Equal(SampleKind.Cpu, sample.Kind);
        }

        public void OnSpanStart(in SpanInfo span, SpanAttributes attributes) => Check(attributes);

        public void OnSpanStop(in SpanInfo span, SpanAttributes attributes)
        {
            Assert.True(span.EndNs >= span.StartNs);
            Check(attributes);
        }

        public void OnResource(ResourceInfo info) => Facts++;

        public void OnProcess(ProcessInfo info) => Facts++;

        public void OnModule(ModuleInfo info) => Facts++;

        public void OnModuleUnload(ulong moduleId, ulong timeNs) => Facts++;

        public void OnModulePart(ModulePiece piece)
        {
            Facts++;
            Assert.True(piece.Offset + (ulong)piece.Bytes.Length <= piece.TotalSize);
        }

        public void OnMethod(MethodInfo info) => Facts++;

        public void OnMethodUnload(ulong key, ulong timeNs) => Facts++;

        public void OnLibrary(LibraryInfo info)
        {
            Facts++;
            Assert.True(info.Start < info.End);
        }

        public void OnLibraryUnload(ulong start, ulong timeNs) => Facts++;

        public void OnCodeRegion(CodeRegionInfo info)
        {
            Facts++;
            Assert.True(info.Start < info.End);
        }

        public void OnStubCode(StubCodeInfo info)
        {
            Facts++;
            Assert.True(info.Code.Length == 0 || info.Address - info.Start <= (ulong)info.Code.Length);
        }

        public void OnThread(ThreadInfo info) => Facts++;

        public void OnThreadEnd(uint tid, uint threadNumber, ulong timeNs) => Facts++;

        private void Check(SpanAttributes attributes)
        {
            Spans++;
            foreach (SpanAttributes.Item attribute in attributes)
            {
                Assert.True(attribute.Utf8.Length < Layout.MaxSpanRecord);
            }
        }
    }
}
