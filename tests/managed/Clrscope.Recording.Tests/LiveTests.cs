namespace Clrscope.Recording.Tests;

public sealed class LiveTests
{
    [Fact]
    public async Task A_recording_is_read_while_it_is_written()
    {
        using Recorder recorder = new(new RecordingLimits { MaxBytes = 1 << 20 });
        recorder.AddSecond();
        using CancellationTokenSource stop = new(TimeSpan.FromSeconds(2));
        Task writing = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                recorder.AddSecond(samples: 200);
            }
        });

        List<List<string>> readings = [];
        int damaged = 0;
        while (!writing.IsCompleted)
        {
            using RecordingReader reader = RecordingReader.Open(recorder.Path);
            List<string> samples = Readings.Samples(reader);
            reader.ReadSpans(0, long.MaxValue);
            damaged += reader.Damage.Blocks + reader.Damage.Files;
            readings.Add(samples.Count > 500 ? samples[^500..] : samples);
        }

        await writing;
        Assert.Equal(0, damaged);
        Assert.True(readings.Count > 5);

        // Each reading ended with some stretch of what was written, without holes.
        Dictionary<string, int> places = recorder.Samples.Select((sample, i) => (sample, i)).ToDictionary();
        foreach (List<string> reading in readings)
        {
            int[] at = [.. reading.Select(sample => places[sample])];
            Assert.All(at.Zip(at.Skip(1)), pair => Assert.Equal(pair.First + 1, pair.Second));
        }
    }

    [Fact]
    public void Files_that_are_deleted_stay_readable_for_who_has_opened_them()
    {
        using Recorder recorder = new();
        recorder.AddSecond();
        using RecordingReader reader = RecordingReader.Open(recorder.Path);
        Directory.Delete(recorder.Path, recursive: true);

        Assert.Equal(recorder.Samples, Readings.Samples(reader));
    }

    [Fact]
    public void Pipes_and_links_are_no_recordings()
    {
        using Recorder recorder = new();
        recorder.AddSecond();
        string real = recorder.Files()[0];
        File.CreateSymbolicLink(
            Path.Combine(recorder.Path, "recording-20260101T000000000Z-00000001-000001.rec"), real);
        using System.Diagnostics.Process pipe = System.Diagnostics.Process.Start(
            "mkfifo", Path.Combine(recorder.Path, "recording-20260101T000000000Z-00000001-000002.rec"));
        pipe.WaitForExit();

        using RecordingReader reader = RecordingReader.Open(recorder.Path);
        Assert.Equal(recorder.Samples, Readings.Samples(reader));
        Assert.Equal(2, reader.Damage.Files);
    }
}
