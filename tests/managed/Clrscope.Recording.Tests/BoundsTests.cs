using Clrscope.Recording.Format;

namespace Clrscope.Recording.Tests;

public sealed class BoundsTests
{
    private const int MinBytes = 1 << 20;

    [Fact]
    public void What_is_older_than_the_age_goes_a_file_at_a_time()
    {
        using Recorder recorder = new(new RecordingLimits { MaxAge = TimeSpan.FromMinutes(3) });
        long start = recorder.Time.NowNs;
        for (int i = 0; i < 600; i++)
        {
            recorder.AddSecond(samples: 1, spans: 0);
        }

        using RecordingReader reader = RecordingReader.Open(recorder.Path);
        long kept = recorder.Time.NowNs - reader.FirstUnixNs;
        Assert.InRange(kept, 180 * Recorder.Second, 241 * Recorder.Second);
        Assert.True(reader.FirstUnixNs > start);
        Assert.InRange(reader.LastUnixNs, recorder.Time.NowNs - Recorder.Second, recorder.Time.NowNs);
    }

    [Fact]
    public void A_file_lasts_a_minute_though_time_passes_while_it_is_begun()
    {
        using TemporaryDirectory directory = new();
        RunningTime time = new();
        using RecordingWriter writer = new(directory.Path, RecordingLimits.Default, time, _ => { });
        int process = writer.AddProcess(new RecordedProcess(1, 1, "shop"));
        for (int i = 0; i < 10; i++)
        {
            writer.AddSample(process, RecordingTime.ToUnixNs(time.GetUtcNow()), 1, 1, "main", [], 1);
            writer.Flush();
        }

        Assert.Single(Directory.GetFiles(directory.Path));
    }

    [Fact]
    public void Files_together_stay_within_the_size()
    {
        using Recorder recorder = new(new RecordingLimits { MaxBytes = MinBytes });
        long largest = 0;
        for (int i = 0; i < 100; i++)
        {
            recorder.AddSecond(samples: 1000);
            largest = Math.Max(largest, Size(recorder));
        }

        Assert.InRange(largest, MinBytes * 7 / 8, MinBytes);
        List<string> kept = Readings.Samples(recorder.Path);
        Assert.Equal(recorder.Samples[^kept.Count..], kept);
    }

    [Fact]
    public void Less_is_kept_as_soon_as_less_is_wanted()
    {
        using Recorder recorder = new();
        for (int i = 0; i < 100; i++)
        {
            recorder.AddSecond(samples: 800);
        }

        Assert.True(Size(recorder) > MinBytes);
        recorder.Writer.Apply(new RecordingLimits { MaxBytes = MinBytes });
        recorder.AddSecond();

        Assert.True(Size(recorder) <= MinBytes);
        recorder.Writer.Apply(new RecordingLimits { MaxAge = TimeSpan.Zero });
        recorder.Time.Advance(TimeSpan.FromMinutes(2));
        recorder.Writer.Flush();

        Assert.Empty(recorder.Files());
    }

    [Fact]
    public void Old_files_go_while_nothing_is_recorded()
    {
        using Recorder recorder = new();
        recorder.AddSecond();
        recorder.Time.Advance(TimeSpan.FromMinutes(17));
        recorder.Writer.Flush();

        Assert.Empty(recorder.Files());
    }

    [Fact]
    public void A_clock_that_is_set_back_does_not_keep_files_for_ever()
    {
        using Recorder recorder = new();
        recorder.AddSecond();
        recorder.Time.Step(TimeSpan.FromDays(-1));
        recorder.AddSecond();
        recorder.Time.Advance(TimeSpan.FromMinutes(17));
        recorder.AddSecond();

        Assert.Single(recorder.Files());
    }

    [Fact]
    public void A_clock_that_was_set_back_before_the_writer_came_does_not_keep_files_for_ever()
    {
        using Recorder recorder = new();
        Directory.CreateDirectory(recorder.Path);
        File.WriteAllText(Path.Combine(recorder.Path, "recording-20260201T000000000Z-00000001-000001.rec"), "");
        recorder.AddSecond();

        Assert.Single(recorder.Files());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(1, -1)]
    [InlineData(-1, 2)]
    public void What_was_recorded_outlives_a_clock_that_is_set(params int[] hours)
    {
        using Recorder recorder = new();
        recorder.AddSecond();
        foreach (int step in hours)
        {
            recorder.Time.Step(TimeSpan.FromHours(step));
            recorder.AddSecond();
            recorder.AddSecond();
        }

        Assert.Equal(recorder.Samples.Order(), Readings.Samples(recorder.Path).Order());
    }

    [Fact]
    public void The_size_costs_the_oldest_though_the_clock_was_set_back()
    {
        using Recorder recorder = new(new RecordingLimits { MaxBytes = MinBytes });
        for (int i = 0; i < 60; i++)
        {
            recorder.AddSecond(samples: 1000);
        }

        recorder.Time.Step(TimeSpan.FromHours(-1));
        long set = recorder.Time.NowNs + TimeSpan.FromMinutes(30).Ticks * 100;
        for (int i = 0; i < 60; i++)
        {
            recorder.AddSecond(samples: 1000);
        }

        using RecordingReader reader = RecordingReader.Open(recorder.Path);
        Assert.InRange(reader.LastUnixNs, recorder.Time.NowNs - (2 * Recorder.Second), set);
    }

    [Fact]
    public void Files_of_other_names_are_left_alone_and_not_read()
    {
        using Recorder recorder = new();
        Directory.CreateDirectory(recorder.Path);
        string[] others =
        [
            "notes.txt", "recording-.rec", "recording-20200101T000000000Z-xyz-000001.rec",
            "recording-20200101T000000000Z-00000001.rec",
        ];
        foreach (string name in others)
        {
            File.WriteAllText(Path.Combine(recorder.Path, name), "mine");
        }

        recorder.AddSecond();
        recorder.Time.Advance(TimeSpan.FromHours(1));
        recorder.Writer.Flush();

        Assert.Equal(others.Order(StringComparer.Ordinal), recorder.Files().Select(Path.GetFileName));
        Assert.Empty(Readings.Samples(recorder.Path));
    }

    [Theory]
    [InlineData("00010101T000000000Z")]
    [InlineData("99991231T235959999Z")]
    public void Names_from_the_ends_of_time_do_no_harm(string start)
    {
        using Recorder recorder = new();
        Directory.CreateDirectory(recorder.Path);
        File.WriteAllText(Path.Combine(recorder.Path, $"recording-{start}-00000001-000001.rec"), "old");
        recorder.AddSecond();

        Assert.Single(recorder.Files());
        Assert.Empty(recorder.Reports);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Spans_with_much_text_of_their_own_stay_readable(bool compress)
    {
        using Recorder recorder = new(compress: compress);
        string padding = new('x', 8000);
        List<string> written = [];
        for (int i = 0; i < 20; i++)
        {
            RecordedSpan span = new()
            {
                StartUnixNs = recorder.Time.NowNs + i,
                EndUnixNs = recorder.Time.NowNs + Recorder.Second,
                TraceId = new TraceId(1, (ulong)i),
                SpanId = new SpanId((ulong)i),
                Process = Recorder.Processes[0],
                Attributes =
                [
                    .. Enumerable.Range(0, 255).Select(
                        key => new RecordedAttribute((SpanAttribute)key, $"{padding} {i} {key}")),
                ],
            };
            recorder.Writer.AddSpan(0, span);
            written.Add(Readings.Text(span));
        }

        recorder.Writer.Flush();

        using RecordingReader reader = RecordingReader.Open(recorder.Path);
        Assert.Equal(written, reader.ReadSpans(0, long.MaxValue).Select(Readings.Text));
        Assert.Equal(default, reader.Damage);
    }

    [Fact]
    public void A_stack_with_more_text_than_a_block_holds_stays_readable()
    {
        using Recorder recorder = new();
        string padding = new('x', 10_000);
        int[] frames =
        [
            .. Enumerable.Range(0, 600).Select(i => recorder.Writer.AddFrame(
                0, new RecordedFrame { Name = $"a{i} {padding}", SystemName = $"b{i} {padding}", FileName = $"c{i} {padding}" })),
        ];
        recorder.Writer.AddSample(0, recorder.Time.NowNs, 1, 1, "main", frames, 1);
        recorder.AddSample(1, recorder.Time.NowNs, 1, [1, 2], 1);
        recorder.Writer.Flush();

        List<string> samples = Readings.Samples(recorder.Path);
        Assert.Equal(2, samples.Count);
        Assert.All(
            Enumerable.Range(0, 600), i => Assert.Contains($"Name = a{i} x", samples[0], StringComparison.Ordinal));
        Assert.Equal(recorder.Samples[0], samples[1]);
    }

    [Fact]
    public void More_threads_than_a_file_holds_go_to_several()
    {
        const int Threads = FormatLimits.MaxThreads * 5 / 4;
        using Recorder recorder = new();
        for (uint i = 0; i < Threads; i++)
        {
            recorder.Writer.AddSample(0, recorder.Time.NowNs, i, i, "t", [], 1);
        }

        recorder.Writer.Flush();

        using RecordingReader reader = RecordingReader.Open(recorder.Path);
        Assert.Equal(Threads, Readings.Samples(reader).Count(sample => !sample.Contains("[lost]", StringComparison.Ordinal)));
        Assert.Equal(default, reader.Damage);
    }

    [Fact]
    public void Times_that_go_to_and_fro_do_not_make_a_block_for_each_sample()
    {
        const int Samples = 50_000;
        using Recorder recorder = new();
        long[] times = [1, recorder.Time.NowNs, recorder.Time.NowNs + (10 * Recorder.Second), long.MaxValue];
        for (int i = 0; i < Samples; i++)
        {
            recorder.Writer.AddSample(0, times[i % times.Length], 1, 1, "t", [], 1);
        }

        recorder.Writer.Flush();
        byte[] bytes = File.ReadAllBytes(Assert.Single(recorder.Files()));
        recorder.AddSecond(samples: 0, spans: 0);
        recorder.AddSample(0, recorder.Time.NowNs, 1, [1], 1);
        recorder.AddSample(0, recorder.Time.NowNs - (100 * Recorder.Second), 1, [1], 1);
        recorder.Writer.Flush();

        int blocks = bytes.AsSpan().Count(BlockHeader.Magic);
        Assert.InRange(blocks, 256, 257 + (Samples / 64));
        List<string> samples = Readings.Samples(recorder.Path);
        Assert.Equal(Samples + 2, samples.Count);
        Assert.Equal(recorder.Samples, samples[^2..]);
    }

    [Fact]
    public void Only_the_user_can_read_what_is_recorded()
    {
        using Recorder recorder = new();
        recorder.AddSecond();

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(recorder.Path));
        Assert.All(
            recorder.Files(), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public void Two_writers_share_a_directory_and_its_bounds()
    {
        using Recorder recorder = new();
        using RecordingWriter other = new(
            recorder.Path, new RecordingLimits { MaxBytes = MinBytes }, recorder.Time, recorder.Reports.Add, Lz4.System);
        int process = other.AddProcess(new RecordedProcess(1, 1, "other"));
        for (int i = 0; i < 200; i++)
        {
            other.AddSample(process, recorder.Time.NowNs, 1, 1, "t", [], 1);
            recorder.AddSecond(samples: 300);
            other.Flush();
        }

        using RecordingReader reader = RecordingReader.Open(recorder.Path);
        Assert.Equal(default, reader.Damage);
        HashSet<string> samples = [.. Readings.Samples(reader)];
        Assert.Contains(samples, sample => sample.Contains("other", StringComparison.Ordinal));
        Assert.True(samples.Count < recorder.Samples.Count);

        // What the other may still be writing stays, whatever its size.
        Assert.True(samples.IsSupersetOf(recorder.Samples[^(60 * 300)..]));
    }

    [Fact]
    public void What_a_predecessor_left_counts_and_goes()
    {
        using Recorder recorder = new();
        for (int i = 0; i < 70; i++)
        {
            recorder.AddSecond();
        }

        recorder.Writer.Dispose();
        Assert.Equal(2, recorder.Files().Length);
        recorder.Time.Advance(TimeSpan.FromMinutes(20));
        using RecordingWriter successor = new(recorder.Path, RecordingLimits.Default, recorder.Time, recorder.Reports.Add);
        successor.Flush();

        Assert.Empty(recorder.Files());
    }

    private static long Size(Recorder recorder) => recorder.Files().Sum(file => new FileInfo(file).Length);
}
