using Clrscope.Recording;

namespace Clrscope.Queries;

/// <summary>What time a recording is of.</summary>
/// <param name="FirstUnixNs">The earliest sample, or the beginning of the earliest file if there are no samples.</param>
/// <param name="LastUnixNs">The latest sample, or the beginning of the latest file.</param>
/// <param name="Samples">Number of samples.</param>
public readonly record struct RecordingExtent(long FirstUnixNs, long LastUnixNs, long Samples)
{
    /// <summary>The extent of a recording; null if nothing was recorded.</summary>
    public static RecordingExtent? Of(RecordingReader recording)
    {
        if (recording.Files.Count == 0)
        {
            return null;
        }

        long samples = recording.Files.Sum(file => file.SampleCount);
        return samples > 0
            ? new RecordingExtent(recording.FirstUnixNs, recording.LastUnixNs, samples)
            : new RecordingExtent(recording.Files.Min(file => file.StartUnixNs), recording.Files.Max(file => file.StartUnixNs), 0);
    }
}
