namespace Clrscope.Recording.Tests;

public sealed class RoundTripTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_added_is_found_again(bool compress)
    {
        using Recorder recorder = new(compress: compress);
        for (int i = 0; i < 5; i++)
        {
            recorder.AddSecond();
        }

        Assert.Equal(recorder.Samples, Readings.Samples(recorder.Path));
        using RecordingReader reader = RecordingReader.Open(recorder.Path);
        Assert.Equal(
            recorder.Spans.OrderBy(span => span.StartUnixNs).Select(Readings.Text),
            reader.ReadSpans(long.MinValue, long.MaxValue).Select(Readings.Text));
        Assert.Single(reader.Files);
        Assert.Equal(recorder.Samples.Count, reader.Files[0].SampleCount);
    }

    [Fact]
    public void Each_file_of_a_recording_is_readable_by_itself()
    {
        using Recorder recorder = new();
        for (int i = 0; i < 150; i++)
        {
            recorder.AddSecond(samples: 10);
        }

        Assert.Equal(3, recorder.Files().Length);
        Assert.Equal(recorder.Samples, Readings.Samples(recorder.Path));

        List<string> oneByOne = [];
        foreach (string file in recorder.Files())
        {
            using TemporaryDirectory alone = new();
            File.Copy(file, alone.File(Path.GetFileName(file)));
            oneByOne.AddRange(Readings.Samples(alone.Path));
        }

        Assert.Equal(recorder.Samples, oneByOne);
    }

    [Fact]
    public void Samples_far_apart_and_out_of_order_keep_their_times()
    {
        using Recorder recorder = new();
        long now = recorder.Time.NowNs;
        foreach (long time in (long[])[now, now - (3600 * Recorder.Second), now + 1, 1, now - 1, now + (4 * Recorder.Second)])
        {
            recorder.AddSample(0, time, 1, [1, 2, 3], 5);
        }

        recorder.Writer.Flush();

        Assert.Equal(recorder.Samples.Order(), Readings.Samples(recorder.Path).Order());
    }

    [Fact]
    public void More_than_a_block_of_samples_without_a_flush()
    {
        using Recorder recorder = new();
        for (int i = 0; i < 100_000; i++)
        {
            // Weights and threads are many, so that their indexes take two bytes and four.
            recorder.AddSample(i & 1, recorder.Time.NowNs + i, (uint)i % 70_000, [i % 40], i);
        }

        recorder.Writer.Flush();

        Assert.Equal(recorder.Samples, Readings.Samples(recorder.Path));
    }

    [Fact]
    public void Deep_and_empty_stacks()
    {
        using Recorder recorder = new();
        recorder.AddSample(0, recorder.Time.NowNs, 1, [], 1);
        recorder.AddSample(0, recorder.Time.NowNs, 1, [.. Enumerable.Repeat(7, 513)], 1);
        recorder.AddSample(0, recorder.Time.NowNs, 1, [.. Enumerable.Repeat(7, 512)], 1);
        recorder.Writer.Flush();

        Assert.Equal(recorder.Samples, Readings.Samples(recorder.Path));
    }

    [Fact]
    public void The_outermost_frames_of_a_stack_beyond_the_limit_are_left_out()
    {
        using Recorder recorder = new();
        recorder.AddSample(0, recorder.Time.NowNs, 1, [1, 2, .. Enumerable.Repeat(7, 1022), 8, 8], 1);
        recorder.Writer.Flush();
        recorder.Samples.Clear();
        recorder.AddSample(0, recorder.Time.NowNs, 1, [1, 2, .. Enumerable.Repeat(7, 1022)], 1);

        Assert.Equal(recorder.Samples, Readings.Samples(recorder.Path));
    }

    [Fact]
    public void A_renamed_thread_is_another_entry()
    {
        using Recorder recorder = new();
        int process = recorder.Writer.AddProcess(new RecordedProcess(1, 1, "p"));
        foreach (string name in (string[])["a", "b", "b", ""])
        {
            recorder.Writer.AddSample(process, recorder.Time.NowNs, 5, 6, name, [], 1);
        }

        recorder.Writer.Flush();

        using RecordingReader reader = RecordingReader.Open(recorder.Path);
        Assert.Equal(["a", "b", ""], reader.Files[0].Tables.Threads.Skip(1).Select(thread => thread.Name));
    }

    [Fact]
    public void A_process_that_is_told_anew_keeps_its_frames()
    {
        using Recorder recorder = new();
        int process = recorder.Writer.AddProcess(new RecordedProcess(1, 1, "[unknown]"));
        int frame = recorder.Writer.AddFrame(process, new RecordedFrame { Name = "F" });
        recorder.Writer.AddSample(process, recorder.Time.NowNs, 5, 6, "", [frame], 1);
        recorder.Writer.UpdateProcess(process, new RecordedProcess(1, 1, "known"));
        recorder.Writer.AddSample(process, recorder.Time.NowNs, 5, 6, "", [frame], 1);
        recorder.Writer.Flush();

        List<string> samples = Readings.Samples(recorder.Path);
        Assert.Contains("[unknown]", samples[0], StringComparison.Ordinal);
        Assert.Contains("known", samples[1], StringComparison.Ordinal);
        Assert.All(samples, sample => Assert.Contains("Name = F,", sample, StringComparison.Ordinal));
    }

    [Fact]
    public void Handles_of_removed_processes_come_to_stand_for_others()
    {
        using Recorder recorder = new();
        for (int i = 0; i < 3; i++)
        {
            int process = recorder.Writer.AddProcess(new RecordedProcess(i, 1, $"p{i}"));
            int frame = recorder.Writer.AddFrame(process, new RecordedFrame { Name = $"F{i}" });
            recorder.Writer.AddSample(process, recorder.Time.NowNs, 5, 6, $"t{i}", [frame, frame], 1);
            recorder.Writer.RemoveProcess(process);
            Assert.Throws<ArgumentOutOfRangeException>(
                () => recorder.Writer.AddSample(process, recorder.Time.NowNs, 5, 6, "", [frame], 1));
        }

        recorder.Writer.Flush();

        List<string> samples = Readings.Samples(recorder.Path);
        for (int i = 0; i < 3; i++)
        {
            Assert.Contains($"p{i}", samples[i], StringComparison.Ordinal);
            Assert.Contains($"t{i}", samples[i], StringComparison.Ordinal);
            Assert.Contains($"Name = F{i},", samples[i], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Long_strings_are_cut_and_do_no_harm()
    {
        using Recorder recorder = new();
        string attribute = new('ä', 1_000_000);
        int process = recorder.Writer.AddProcess(new RecordedProcess(1, 1, "p", [new("key", attribute)]));
        recorder.Writer.AddSample(process, recorder.Time.NowNs, 5, 6, "\uD800 half a pair", [], 1);
        recorder.Writer.Flush();

        using RecordingReader reader = RecordingReader.Open(recorder.Path);
        string kept = reader.Files[0].Tables.Processes[1].Attributes[0].Value;
        Assert.StartsWith(kept, attribute, StringComparison.Ordinal);
        Assert.InRange(kept.Length, 10_000, 20_000);
        Assert.Equal(default, reader.Damage);
    }

    [Fact]
    public void Nothing_added_writes_nothing()
    {
        using Recorder recorder = new();
        recorder.Writer.Flush();

        Assert.Empty(recorder.Files());
    }
}
