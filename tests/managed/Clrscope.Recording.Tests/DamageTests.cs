using Clrscope.Recording.Format;
using Clrscope.Recording.Writing;

namespace Clrscope.Recording.Tests;

public sealed class DamageTests
{
    [Fact]
    public void A_file_cut_anywhere_in_its_last_second_has_all_the_seconds_before()
    {
        using Recorder recorder = new();
        recorder.AddSecond(samples: 10);
        recorder.AddSecond(samples: 10);
        string path = recorder.Files()[0];
        int before = recorder.Samples.Count;
        long start = new FileInfo(path).Length;
        recorder.AddSecond(samples: 10);
        byte[] whole = File.ReadAllBytes(path);
        int spansBefore = recorder.Spans.Count - 3;

        using TemporaryDirectory directory = new();
        string copy = directory.File(Path.GetFileName(path));
        for (int length = (int)start; length < whole.Length; length++)
        {
            File.WriteAllBytes(copy, whole[..length]);
            using RecordingReader reader = RecordingReader.Open(directory.Path);
            List<string> samples = Readings.Samples(reader);
            Assert.True(samples.Count == before || samples.Count == recorder.Samples.Count);
            Assert.Equal(recorder.Samples[..samples.Count], samples);
            Assert.Equal(spansBefore, reader.ReadSpans(0, long.MaxValue).Count);
            Assert.Equal(0, reader.Damage.Blocks);
        }
    }

    [Fact]
    public void A_file_of_nothing_but_its_header_is_empty_and_a_shorter_one_is_none()
    {
        using Recorder recorder = new();
        recorder.AddSecond();
        string path = recorder.Files()[0];
        recorder.Writer.Dispose();
        byte[] whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..32]);
        using (RecordingReader reader = RecordingReader.Open(recorder.Path))
        {
            Assert.Empty(Readings.Samples(reader));
            Assert.Equal((0, 0), (reader.FirstUnixNs, reader.LastUnixNs));
            Assert.Equal(default, reader.Damage);
        }

        for (int length = 0; length < 32; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            using RecordingReader reader = RecordingReader.Open(recorder.Path);
            Assert.Equal(1, reader.Damage.Files);
            Assert.Throws<RecordingFormatException>(() => RecordingFile.Open(path));
        }
    }

    [Fact]
    public void A_file_of_another_version_is_refused_by_name()
    {
        using Recorder recorder = new();
        recorder.AddSecond();
        string path = recorder.Files()[0];
        byte[] bytes = File.ReadAllBytes(path);
        bytes[8] = 9;
        BitConverter.TryWriteBytes(bytes.AsSpan(28), Checksum.Of(bytes.AsSpan(0, 28)));
        File.WriteAllBytes(path, bytes);

        RecordingFormatException error = Assert.Throws<RecordingFormatException>(() => RecordingFile.Open(path));
        Assert.Contains("version 9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_block_of_samples_costs_that_second()
    {
        using Recorder recorder = new();
        for (int i = 0; i < 3; i++)
        {
            recorder.AddSecond();
        }

        Spoil(recorder, BlockKind.Samples, number: 1, content: true);

        using RecordingReader reader = RecordingReader.Open(recorder.Path);
        Assert.Equal([.. recorder.Samples[..50], .. recorder.Samples[100..]], Readings.Samples(reader));
        Readings.Samples(reader);
        Assert.Equal(new RecordingDamage(0, 1, 0), reader.Damage);
        Assert.Equal(recorder.Spans.Count, reader.ReadSpans(0, long.MaxValue).Count);
    }

    [Fact]
    public void Behind_a_damaged_header_the_next_block_is_found()
    {
        using Recorder recorder = new();
        for (int i = 0; i < 3; i++)
        {
            recorder.AddSecond();
        }

        Spoil(recorder, BlockKind.Samples, number: 1, content: false);

        using RecordingReader reader = RecordingReader.Open(recorder.Path);
        Assert.Equal([.. recorder.Samples[..50], .. recorder.Samples[100..]], Readings.Samples(reader));
        Assert.Equal(new RecordingDamage(0, 1, 0), reader.Damage);
    }

    [Fact]
    public void Behind_a_damaged_block_of_tables_what_it_held_is_called_lost_and_the_rest_is_right()
    {
        using Recorder recorder = new();
        recorder.AddSample(0, recorder.Time.NowNs, 0, [1], 1);
        recorder.Writer.Flush();
        recorder.AddSample(0, recorder.Time.NowNs, 0, [2], 1);
        recorder.Writer.Flush();
        recorder.AddSample(0, recorder.Time.NowNs, 0, [3, 2, 1], 1);
        recorder.AddSample(0, recorder.Time.NowNs, 0, [5, 1], 1);
        recorder.Writer.Flush();
        Spoil(recorder, BlockKind.Tables, number: 1, content: true);

        using RecordingReader reader = RecordingReader.Open(recorder.Path);
        RecordingTables tables = reader.Files[0].Tables;
        List<string> found = [];
        reader.Scan(new SampleFilter(), _ => new Readings.Collector(), (_, collector) => found.AddRange(collector.Found));

        Assert.Equal(1, reader.Damage.Blocks);
        Assert.Equal(recorder.Samples[0], found[0]);
        Assert.Contains("[lost]", found[1], StringComparison.Ordinal);
        Assert.Contains("Method3", found[2], StringComparison.Ordinal);
        Assert.Equal(recorder.Samples[3], found[3]);
        Assert.Contains(tables.Frames, frame => frame.Name == "[lost]");
    }

    [Fact]
    public void Whatever_is_changed_nothing_is_made_up_and_nothing_fails()
    {
        using Recorder recorder = new();
        for (int i = 0; i < 6; i++)
        {
            recorder.AddSecond();
        }

        byte[] original = File.ReadAllBytes(recorder.Files()[0]);
        HashSet<string> written = [.. recorder.Samples];
        using TemporaryDirectory directory = new();
        Random random = new(11);
        for (int round = 0; round < 1500; round++)
        {
            byte[] bytes = [.. original];
            for (int i = random.Next(1, 6); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            }

            File.WriteAllBytes(
                directory.File(Path.GetFileName(recorder.Files()[0])),
                random.Next(8) == 0 ? bytes[..random.Next(bytes.Length)] : bytes);
            using RecordingReader reader = RecordingReader.Open(directory.Path);
            foreach (string sample in Readings.Samples(reader))
            {
                // What checksums let pass is what was written, with names that were lost at worst.
                Assert.True(written.Contains(sample) || sample.Contains("[lost]", StringComparison.Ordinal), sample);
            }

            reader.ReadSpans(0, long.MaxValue);
        }
    }

    [Fact]
    public void Made_up_blocks_with_right_checksums_neither_fail_nor_hang_nor_take_much_memory()
    {
        using Recorder recorder = new(compress: false);
        for (int i = 0; i < 3; i++)
        {
            recorder.AddSecond();
        }

        string path = recorder.Files()[0];
        byte[] original = File.ReadAllBytes(path);
        List<(int At, BlockHeader Header)> blocks = Blocks(original);
        using TemporaryDirectory directory = new();
        string copy = directory.File(Path.GetFileName(path));
        Random random = new(13);
        for (int round = 0; round < 3000; round++)
        {
            byte[] bytes = [.. original];
            (int at, BlockHeader header) = blocks[random.Next(blocks.Count)];
            Span<byte> content = bytes.AsSpan(at + BlockHeader.Size, header.StoredBytes);
            for (int i = random.Next(1, 5); i > 0; i--)
            {
                Mutate(random, content);
            }

            header = header with { ContentChecksum = Checksum.Of(content) };
            if (random.Next(4) == 0)
            {
                header = MutateHeader(random, header);
            }

            header.Write(bytes.AsSpan(at));
            File.WriteAllBytes(copy, bytes);

            long before = GC.GetTotalAllocatedBytes();
            using (RecordingReader reader = RecordingReader.Open(directory.Path))
            {
                reader.Scan(new SampleFilter(), _ => new Walker(), (_, _) => { });
                reader.Scan(new SampleFilter { Kind = 1, Span = span => span.IsNone }, _ => new Walker(), (_, _) => { });
                reader.ReadSpans(0, long.MaxValue);
            }

            Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64 << 20);
        }
    }

    [Fact]
    public void A_bomb_is_not_unpacked()
    {
        using Recorder recorder = new();
        recorder.AddSecond();
        string path = recorder.Files()[0];
        recorder.Writer.Dispose();
        byte[] original = File.ReadAllBytes(path);
        byte[] content = new byte[100];
        byte[] block = new byte[BlockHeader.Size + content.Length];
        content.CopyTo(block, BlockHeader.Size);
        BlockHeader header = new(
            BlockKind.Samples, BlockPacking.Lz4, content.Length, FormatLimits.MaxBlockBytes, 1, Checksum.Of(content), 1, 2);
        header.Write(block);
        File.WriteAllBytes(path, [.. original, .. block]);

        using RecordingReader reader = RecordingReader.Open(recorder.Path);
        long before = GC.GetTotalAllocatedBytes();
        Assert.Equal(recorder.Samples, Readings.Samples(reader));
        Assert.True(GC.GetTotalAllocatedBytes() - before < FormatLimits.MaxBlockBytes / 2);
        Assert.Equal(new RecordingDamage(0, 1, 0), reader.Damage);
    }

    [Theory]
    [InlineData(FormatLimits.MaxDepth, 0)]
    [InlineData(FormatLimits.MaxDepth + 1, 1)]
    public void Stacks_that_build_on_one_another_without_end_are_damage(int depth, int damaged)
    {
        using Recorder recorder = new();
        recorder.AddSample(0, recorder.Time.NowNs, 0, [], 1);
        recorder.Writer.Dispose();
        ByteBuffer tables = new();
        for (int section = 0; section < 5; section++)
        {
            tables.WriteVarint(1);
            tables.WriteVarint(0);
        }

        tables.WriteVarint(1);
        tables.WriteVarint(depth);
        for (int i = 0; i < depth; i++)
        {
            tables.WriteVarint(1);
            tables.WriteVarint(0);
        }

        ByteBuffer block = new();
        new BlockPacker(Lz4.System).Append(block, BlockKind.Tables, tables.Written, depth, 0, 0);
        string path = recorder.Files()[0];
        File.WriteAllBytes(path, [.. File.ReadAllBytes(path), .. block.Written]);

        using RecordingReader reader = RecordingReader.Open(recorder.Path);
        StackTable stacks = reader.Files[0].Tables.Stacks;
        Assert.Equal(damaged, reader.Damage.Blocks);
        Assert.Equal(damaged == 0 ? depth : 0, stacks.DepthOf(stacks.Count - 1));
    }

    private static void Spoil(Recorder recorder, BlockKind kind, int number, bool content)
    {
        string path = recorder.Files()[0];
        byte[] bytes = File.ReadAllBytes(path);
        (int at, _) = Blocks(bytes).Where(block => block.Header.Kind == kind).ElementAt(number);
        bytes[at + (content ? BlockHeader.Size + 5 : 10)] ^= 0x10;
        File.WriteAllBytes(path, bytes);
    }

    private static List<(int At, BlockHeader Header)> Blocks(byte[] bytes)
    {
        List<(int At, BlockHeader Header)> blocks = [];
        for (int at = FileHeader.Size; at < bytes.Length;)
        {
            Assert.True(BlockHeader.TryRead(bytes.AsSpan(at), out BlockHeader header));
            blocks.Add((at, header));
            at += BlockHeader.Size + header.StoredBytes;
        }

        return blocks;
    }

    private static void Mutate(Random random, Span<byte> content)
    {
        ReadOnlySpan<byte> values = [0, 1, 2, 0x7F, 0x80, 0xFF];

        // What counts and widths are lies at the beginning.
        int at = random.Next(3) == 0 ? random.Next(Math.Min(40, content.Length)) : random.Next(content.Length);
        for (int i = random.Next(1, 6); i > 0 && at < content.Length; i--, at++)
        {
            content[at] = random.Next(2) == 0 ? values[random.Next(values.Length)] : (byte)random.Next(256);
        }
    }

    private static BlockHeader MutateHeader(Random random, BlockHeader header)
    {
        int[] sizes =
        [
            -1, 0, 1, header.RawBytes - 1, header.RawBytes + 1, FormatLimits.MaxBlockBytes, int.MaxValue, int.MinValue,
        ];
        int size = sizes[random.Next(sizes.Length)];
        return random.Next(7) switch
        {
            0 => header with { RawBytes = size },
            1 => header with { StoredBytes = size },
            2 => header with { Count = size },
            3 => header with { Kind = (BlockKind)random.Next(5) },
            4 => header with { Packing = (BlockPacking)random.Next(3) },
            5 => header with { FirstUnixNs = random.Next(2) == 0 ? long.MaxValue : long.MinValue },
            _ => header with { LastUnixNs = random.Next(2) == 0 ? long.MaxValue : long.MinValue },
        };
    }

    /// <summary>Follows every index of every sample.</summary>
    private sealed class Walker : ISampleVisitor
    {
        private int _length;

        public void Visit(in SampleBatch batch)
        {
            RecordingTables tables = batch.File.Tables;
            for (int i = 0; i < batch.Count; i++)
            {
                RecordedSample sample = batch[i];
                _length += sample.Thread.Process.Name.Length;
                foreach (int frame in tables.Stacks.FramesOf(sample.Stack))
                {
                    _length += tables.Frames[frame].Name.Length + (tables.Frames[frame].Module?.Path.Length ?? 0);
                }
            }
        }
    }
}
