namespace Clrscope.Recording.Tests;

public sealed class FailureTests
{
    [Fact]
    public void What_cannot_be_written_is_reported_once_counted_and_tried_again()
    {
        using Recorder recorder = new();
        File.WriteAllText(recorder.Path, "in the way");
        for (int i = 0; i < 10; i++)
        {
            recorder.AddSecond(samples: 20, spans: 2);
        }

        Assert.Contains("cannot write", Assert.Single(recorder.Reports), StringComparison.Ordinal);
        Assert.Equal(220, recorder.Writer.Lost);

        File.Delete(recorder.Path);
        recorder.AddSecond(samples: 20);

        Assert.Equal(recorder.Samples[^20..], Readings.Samples(recorder.Path));
        Assert.Single(recorder.Reports);
        Assert.Equal(220, recorder.Writer.Lost);
    }

    [Fact]
    public void A_directory_that_is_deleted_is_made_again()
    {
        using Recorder recorder = new();
        recorder.AddSecond();
        Directory.Delete(recorder.Path, recursive: true);
        recorder.AddSecond();
        recorder.AddSecond();

        Assert.Equal(recorder.Samples[^50..], Readings.Samples(recorder.Path));
        Assert.Empty(recorder.Reports);
    }

    [Fact]
    public void A_directory_that_is_not_there_cannot_be_read()
    {
        RecordingFormatException error = Assert.Throws<RecordingFormatException>(() => RecordingReader.Open("/nowhere/at/all"));
        Assert.Equal("/nowhere/at/all", error.Path);
    }

    [Fact]
    public void Calls_after_the_end_do_no_harm()
    {
        using Recorder recorder = new();
        recorder.AddSecond();
        recorder.Writer.Dispose();
        recorder.Writer.Dispose();

        Assert.Equal(recorder.Samples, Readings.Samples(recorder.Path));
    }
}
