using System.Runtime.CompilerServices;
using System.Text;
using Clrscope.Testing;
using Xunit;

namespace Clrscope.Segment.Tests;

public sealed class JournalReaderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SegmentBuilder _builder = new();
    private readonly CollectingSink _sink = new();
    private SegmentFile? _segment;

    public void Dispose()
    {
        _segment?.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void DeliversEveryKindOfFactInOrder()
    {
        var process = new ProcessInfo("/usr/bin/dotnet", ["dotnet", "app.dll", "", "--größe=ü"], "/app", "10.0.1", "0.1.0", 77, 1);
        var module = new ModuleInfo(0x10, 0x20, 3, Guid.NewGuid(), "/app/app.dll", "app", 2);
        var method = new MethodInfo(
            1,
            0x30,
            0x10,
            5,
            0x06000001,
            MethodFlag.Dynamic,
            [new CodeRange(0x1000, 0x100), new CodeRange(0x5000, 0)],
            [new IlMapEntry(0xFFFFFFFE, 0, 4), new IlMapEntry(0, 4, 9), new IlMapEntry(7, 9, 0x100)],
            "dynamicClass::Do",
            3)
        {
            Instantiation = "System.Int32|System.Byte",
        };
        var library = new LibraryInfo(0x7000, 0x9000, 0x1000, 0x6000, [1, 2, 3, 4, 5], "/lib/libc.so.6", 4);
        var thread = new ThreadInfo(42, 2, true, ".NET Tiered", 5);
        var metadata = new ModulePiece(0x10, ModulePart.PdbReference, 100, 95, [1, 2, 3, 4, 5], 10);
        var region = new CodeRegionInfo(0x8000, 0x9000, 11);
        var stub = new StubCodeInfo(0x8001, 0x8000, [1, 2, 3], StubFlag.Precompiled, 12);
        _builder.Journal
            .Add(process)
            .Add(module)
            .Add(method)
            .Add(library)
            .Add(thread)
            .AddThreadEnd(42, 2, 6)
            .AddLibraryUnload(0x7000, 7)
            .AddMethodUnload(1, 8)
            .AddModuleUnload(0x10, 9)
            .Add(metadata)
            .Add(region)
            .Add(stub);
        JournalReader reader = Open();

        Assert.Equal(12, reader.Read(_sink, Committed));
        Assert.Null(reader.Corrupt);
        Assert.Equal(Committed, reader.Position);
        Assert.Equivalent(process, _sink.Facts[0], strict: true);
        Assert.Equal(module, _sink.Facts[1]);
        Assert.Equivalent(method, _sink.Facts[2], strict: true);
        Assert.Equivalent(library, _sink.Facts[3], strict: true);
        Assert.Equal(thread, _sink.Facts[4]);
        Assert.Equal(("thread end", 42u, 2u, 6UL), _sink.Facts[5]);
        Assert.Equal(("library unload", 0x7000UL, 7UL), _sink.Facts[6]);
        Assert.Equal(("method unload", 1UL, 8UL), _sink.Facts[7]);
        Assert.Equal(("module unload", 0x10UL, 9UL), _sink.Facts[8]);
        Assert.Equivalent(metadata, _sink.Facts[9], strict: true);
        Assert.Equal(region, _sink.Facts[10]);
    }

    [Fact]
    public void EmptyPartsAreEmpty()
    {
        _builder.Journal
            .Add(new ProcessInfo("", [], "", "", "", 0, 0))
            .Add(new MethodInfo(1, 2, 3, 4, 5, MethodFlag.None, [], [], "", 6))
            .Add(new LibraryInfo(1, 2, 0, 0, [], "", 0))
            .Add(new ThreadInfo(1, 1, false, "", 0));
        Assert.Equal(4, Open().Read(_sink, Committed));

        Assert.Empty(((ProcessInfo)_sink.Facts[0]).CommandLine);
        Assert.Empty(((MethodInfo)_sink.Facts[1]).Ranges);
        Assert.Empty(((LibraryInfo)_sink.Facts[2]).BuildId);
        Assert.False(((ThreadInfo)_sink.Facts[3]).Announced);
    }

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("\0", new[] { "" })]
    [InlineData("a\0b\0", new[] { "a", "b" })]
    [InlineData("a\0\0", new[] { "a", "" })]
    [InlineData("title of its own", new[] { "title of its own" })]
    public void CommandLinesAreSplitAsTheKernelTellsThem(string commandLine, string[] arguments)
    {
        byte[] parts = [.. Text(""), .. Text(commandLine), .. Text(""), .. Text(""), .. Text("")];
        _builder.Journal.AddRaw(Raw<ProcessRecord>(JournalKind.Process, [.. parts, .. new byte[-parts.Length & 7]]));
        Open().Read(_sink, Committed);

        Assert.Equal(arguments, Assert.IsType<ProcessInfo>(Assert.Single(_sink.Facts)).CommandLine);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(20)]
    [InlineData(64)]
    public void BuildIdsOfAnyLengthKeepThePathInPlace(int length)
    {
        byte[] buildId = [.. Enumerable.Range(1, length).Select(i => (byte)i)];
        _builder.Journal.Add(new LibraryInfo(1, 2, 0, 0, buildId, "/lib/a.so", 0));
        Open().Read(_sink, Committed);

        var library = Assert.IsType<LibraryInfo>(Assert.Single(_sink.Facts));
        Assert.Equal(buildId, library.BuildId);
        Assert.Equal("/lib/a.so", library.Path);
    }

    [Fact]
    public void FollowsAJournalThatGrows()
    {
        JournalReader reader = Open();
        Assert.Equal(0, reader.Read(_sink, Committed));
        for (ulong i = 1; i <= 100; i++)
        {
            _builder.Journal.AddModuleUnload(i, i).Add(new ThreadInfo((uint)i, (uint)i, true, new string('x', (int)i), i));
            Save();
            Assert.Equal(2, reader.Read(_sink, _segment!.ReadProducer().JournalCommitted));
        }
        Assert.Equal(0, reader.Read(_sink, Committed));
        Assert.Equal(200, _sink.Facts.Count);
        Assert.Equal(200, reader.Records);
        Assert.Equal(new ThreadInfo(100, 100, true, new string('x', 100), 100), _sink.Facts[^1]);
    }

    [Fact]
    public void DoesNotReadWhatIsNotCommitted()
    {
        _builder.Journal.AddModuleUnload(1, 1);
        ulong committed = Committed;
        _builder.Journal.AddModuleUnload(2, 2);
        JournalReader reader = Open();

        Assert.Equal(1, reader.Read(_sink, committed));
        Assert.Equal(0, reader.Read(_sink, committed - 8));
        Assert.Equal(1, reader.Read(_sink, Committed));
    }

    [Fact]
    public void RecordsLargerThanTheBufferAreWhole()
    {
        IlMapEntry[] map = [.. Enumerable.Range(0, 100_000).Select(i => new IlMapEntry((uint)i, (uint)i, (uint)i + 1))];
        _builder.Journal
            .Add(new ThreadInfo(1, 1, true, "before", 0))
            .Add(new MethodInfo(1, 2, 3, 4, 5, MethodFlag.None, [], map, "large", 6))
            .Add(new ThreadInfo(1, 1, true, "after", 0));
        JournalReader reader = Open();

        Assert.Equal(3, reader.Read(_sink, Committed));
        Assert.Equal(map, ((MethodInfo)_sink.Facts[1]).IlMap);
        Assert.Equal("after", ((ThreadInfo)_sink.Facts[2]).Name);
    }

    [Fact]
    public void ManyRecordsAcrossTheBufferAreWhole()
    {
        for (uint i = 0; i < 20_000; i++)
        {
            _builder.Journal.Add(new ThreadInfo(i, i, true, new string('n', (int)i % 60), i));
        }
        Assert.Equal(20_000, Open().Read(_sink, Committed));
        for (uint i = 0; i < 20_000; i++)
        {
            Assert.Equal(new ThreadInfo(i, i, true, new string('n', (int)i % 60), i), _sink.Facts[(int)i]);
        }
    }

    [Fact]
    public void BytesThatAreNotUtf8AreReplaced()
    {
        _builder.Journal.AddRaw(Raw<ThreadRecord>(JournalKind.Thread, [4, 0, 0, 0, (byte)'a', 0xFF, 0xC3, (byte)'b']));
        Open().Read(_sink, Committed);
        Assert.Equal("a\uFFFD\uFFFDb", Assert.IsType<ThreadInfo>(Assert.Single(_sink.Facts)).Name);
    }

    [Theory]
    [InlineData(0u, "a record of 0 bytes")]
    [InlineData(8u, "a record of 8 bytes")]
    [InlineData(20u, "a record of 20 bytes")]
    [InlineData(32u, "a record of 32 bytes, 24 are left")]
    [InlineData(0xFFFFFFF8u, "a record of 4294967288 bytes")]
    public void ASizeThatCannotBeEndsTheJournal(uint size, string reason)
    {
        byte[] record = Raw<ModuleUnloadRecord>(JournalKind.ModuleUnload, []);
        BitConverter.TryWriteBytes(record, size);
        IsCorrupt(record, reason);
    }

    [Fact]
    public void ARecordAboveTheLimitEndsTheJournal()
    {
        byte[] record = Raw<ThreadRecord>(JournalKind.Thread, new byte[SegmentLimits.Default.MaxJournalRecordBytes]);
        IsCorrupt(record, $"a record of {record.Length} bytes");
    }

    [Fact]
    public void AnUnknownKindEndsTheJournal() =>
        IsCorrupt(Raw<ModuleUnloadRecord>((JournalKind)77, []), "a record of unknown kind 77");

    [Fact]
    public void ARecordShorterThanItsKindEndsTheJournal() =>
        IsCorrupt(Raw<ModuleUnloadRecord>(JournalKind.Method, []), "Method record: MethodRecord runs over the record's end");

    [Fact]
    public void ARecordLongerThanItsPartsEndsTheJournal() =>
        IsCorrupt(
            Raw<ModuleUnloadRecord>(JournalKind.ModuleUnload, new byte[8]),
            "ModuleUnload record: 8 bytes after the last part");

    [Theory]
    [InlineData(5u)]
    [InlineData(0xFFFFu)]
    public void AStringBeyondItsRecordEndsTheJournal(uint length) =>
        IsCorrupt(ThreadWithName(length), "Thread record: a string runs over");

    [Theory]
    [InlineData(0x10001u)]
    [InlineData(uint.MaxValue)]
    public void AStringAboveTheLimitEndsTheJournal(uint length) =>
        IsCorrupt(ThreadWithName(length), "at most 65536 are accepted");

    [Theory]
    [InlineData(1u, 0u, "CodeRange runs over")]
    [InlineData(4097u, 0u, "4097 CodeRange, at most 4096")]
    [InlineData(uint.MaxValue, 0u, "4294967295 CodeRange")]
    [InlineData(0u, 10u, "IlMapEntry runs over")]
    [InlineData(0u, uint.MaxValue, "4294967295 IlMapEntry")]
    public void ArraysBeyondTheirRecordEndTheJournal(uint ranges, uint ilMap, string reason)
    {
        byte[] record = Raw<MethodRecord>(JournalKind.Method, new byte[8]);
        BitConverter.TryWriteBytes(record.AsSpan(56), ranges);
        BitConverter.TryWriteBytes(record.AsSpan(60), ilMap);
        IsCorrupt(record, reason);
    }

    [Fact]
    public void ABuildIdAboveTheLimitEndsTheJournal()
    {
        byte[] record = Raw<LibraryRecord>(JournalKind.Library, new byte[80]);
        BitConverter.TryWriteBytes(record.AsSpan(48), 65u);
        IsCorrupt(record, "65 Byte, at most 64");
    }

    [Fact]
    public void AMappingThatEndsBeforeItStartsEndsTheJournal() =>
        IsCorrupt(new JournalBytes().Add(new LibraryInfo(2, 2, 0, 0, [], "/a", 0)).Written, "ends before it starts");

    [Fact]
    public void ARegionThatEndsBeforeItStartsEndsTheJournal() =>
        IsCorrupt(new JournalBytes().Add(new CodeRegionInfo(2, 2, 0)).Written, "a region that ends before it starts");

    [Theory]
    [InlineData(7UL)]
    [InlineData(12UL)]
    public void StubCodeThatLiesElsewhereThanItsAddressEndsTheJournal(ulong address) =>
        IsCorrupt(
            new JournalBytes().Add(new StubCodeInfo(address, 8, [1, 2, 3], StubFlag.None, 0)).Written,
            "code that lies elsewhere than its address");

    [Fact]
    public void StubCodeAboveTheLimitEndsTheJournal() =>
        IsCorrupt(new JournalBytes().Add(new StubCodeInfo(8, 8, new byte[129], StubFlag.None, 0)).Written, "129 Byte, at most 128");

    [Theory]
    [InlineData(10UL, 9UL)]
    [InlineData(10UL, ulong.MaxValue)]
    [InlineData(0UL, 0UL)]
    public void APartOfAModuleBeyondItsEndEndsTheJournal(ulong totalSize, ulong offset) =>
        IsCorrupt(
            new JournalBytes().Add(new ModulePiece(1, ModulePart.Metadata, totalSize, offset, [1, 2], 0)).Written,
            "beyond the part's end");

    [Fact]
    public void AnUnknownPartOfAModuleEndsTheJournal() =>
        IsCorrupt(new JournalBytes().Add(new ModulePiece(1, (ModulePart)3, 2, 0, [1, 2], 0)).Written, "an unknown part 3");

    [Fact]
    public void CodeBeyondTheAddressSpaceEndsTheJournal() =>
        IsCorrupt(
            new JournalBytes().Add(new MethodInfo(1, 2, 3, 4, 5, 0, [new CodeRange(ulong.MaxValue, 2)], [], "", 6)).Written,
            "beyond the address space");

    [Fact]
    public void AJournalShorterThanCommittedIsCorrupt()
    {
        _builder.Journal.AddModuleUnload(1, 1);
        JournalReader reader = Open();

        Assert.Equal(1, reader.Read(_sink, Committed + 24));
        Assert.Equal("journal byte 24: the record's header is cut off", reader.Corrupt);
    }

    [Fact]
    public void MoreCommittedThanTheLimitIsCorrupt()
    {
        _builder.Journal.AddModuleUnload(1, 1);
        JournalReader reader = Open();

        Assert.Equal(0, reader.Read(_sink, (1 << 30) + 8));
        Assert.Contains("the limit is 1073741824", reader.Corrupt, StringComparison.Ordinal);
    }

    [Fact]
    public void ManyArgumentsAreBounded()
    {
        string[] arguments = [.. Enumerable.Repeat("a", 40_000)];
        _builder.Journal.Add(new ProcessInfo("/x", arguments, "", "", "", 0, 0));
        Open().Read(_sink, Committed);

        string[] read = Assert.IsType<ProcessInfo>(Assert.Single(_sink.Facts)).CommandLine;
        Assert.Equal(SegmentLimits.Default.MaxArguments, read.Length);
        Assert.Equal(arguments, string.Join('\0', read).Split('\0'));
    }

    /// <summary>A good record is delivered, the corrupt one and a good one behind it are not, now and later.</summary>
    private void IsCorrupt(ReadOnlySpan<byte> record, string reason)
    {
        _builder.Journal.AddModuleUnload(1, 1);
        ulong position = Committed;
        _builder.Journal.AddRaw(record);
        bool fits = !reason.Contains("are left", StringComparison.Ordinal);
        if (fits)
        {
            _builder.Journal.AddModuleUnload(2, 2);
        }
        JournalReader reader = Open();

        Assert.Equal(1, reader.Read(_sink, Committed));
        Assert.StartsWith($"journal byte {position}: ", reader.Corrupt, StringComparison.Ordinal);
        Assert.Contains(reason, reader.Corrupt, StringComparison.Ordinal);
        Assert.Equal(0, reader.Read(_sink, Committed));
        Assert.Equal(position, reader.Position);
        Assert.Single(_sink.Facts);
    }

    /// <summary>A record that has four bytes for its name, whatever length the name claims.</summary>
    private static byte[] ThreadWithName(uint length) =>
        Raw<ThreadRecord>(JournalKind.Thread, [.. BitConverter.GetBytes(length), 0, 0, 0, 0]);

    private static byte[] Text(string text) => [.. BitConverter.GetBytes((uint)text.Length), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Raw<T>(JournalKind kind, ReadOnlySpan<byte> rest)
        where T : unmanaged
    {
        int size = Unsafe.SizeOf<T>() + rest.Length;
        byte[] record = new byte[size];
        BitConverter.TryWriteBytes(record, (uint)size);
        BitConverter.TryWriteBytes(record.AsSpan(4), (ushort)kind);
        rest.CopyTo(record.AsSpan(size - rest.Length));
        return record;
    }

    private ulong Committed => (ulong)_builder.Journal.Written.Length;

    private void Save() => _builder.Save(_directory.File("a.seg"));

    private JournalReader Open()
    {
        Save();
        _segment = SegmentFile.Open(_directory.File("a.seg"));
        return _segment.CreateJournalReader();
    }
}
