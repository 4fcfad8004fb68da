namespace Clrscope.Recording;

/// <summary>
/// Records samples and spans into a directory, within bounds. What was added is on the disk, in the sense that a kill cannot
/// take it away, after the next <see cref="Flush"/>. Nothing here throws for what the disk does: it is reported once, what
/// could not be written is counted, and writing is tried again. One thread at a time.
/// </summary>
public sealed class RecordingWriter : IDisposable
{
    /// <param name="directory">Where files are written; created, for this user alone, if it is not there.</param>
    /// <param name="limits">How much is kept.</param>
    /// <param name="time">Tells when files begin and which are too old.</param>
    /// <param name="report">Gets one line for each condition that the user should know of.</param>
    public RecordingWriter(string directory, RecordingLimits limits, TimeProvider time, Action<string> report)
    {
    }

    /// <summary>Samples and spans that could not be written.</summary>
    public long Lost { get; }

    /// <summary>Makes a process known.</summary>
    /// <returns>Its handle, valid until <see cref="RemoveProcess"/>.</returns>
    public int AddProcess(RecordedProcess process) => throw new NotImplementedException();

    /// <summary>
    /// Forgets a process with its frames. What was recorded of it stays; its handle and those of its frames may be given to
    /// others.
    /// </summary>
    public void RemoveProcess(int process) => throw new NotImplementedException();

    /// <summary>Makes a frame known. The caller keeps the handle: equal frames are not looked for here.</summary>
    /// <returns>Its handle, valid until its process is removed.</returns>
    public int AddFrame(int process, RecordedFrame frame) => throw new NotImplementedException();

    /// <summary>Adds a sample.</summary>
    /// <param name="process">Handle of the process.</param>
    /// <param name="timeUnixNs">When it was taken, in nanoseconds since 1970, UTC.</param>
    /// <param name="tid">Thread id of the system.</param>
    /// <param name="threadNumber">Number of the thread within the process.</param>
    /// <param name="threadName">Name of the thread at that time; empty if it has none.</param>
    /// <param name="frames">Handles of the frames, innermost first.</param>
    /// <param name="weightNs">What the sample stands for, in nanoseconds.</param>
    /// <param name="kind">What was measured: see <see cref="SampleKinds"/>.</param>
    /// <param name="span">What was going on; default for nothing that is known.</param>
    public void AddSample(
        int process,
        long timeUnixNs,
        uint tid,
        uint threadNumber,
        string threadName,
        ReadOnlySpan<int> frames,
        long weightNs,
        byte kind = SampleKinds.Cpu,
        in SpanReference span = default) => throw new NotImplementedException();

    /// <summary>
    /// Adds a span of a process. One that is in flight may be added with no end, and again when it ends: readers see the
    /// later one.
    /// </summary>
    public void AddSpan(int process, RecordedSpan span) => throw new NotImplementedException();

    /// <summary>Writes what was added since the last call, and deletes what is beyond the limits. To be called each second.</summary>
    public void Flush() => throw new NotImplementedException();

    /// <summary>Changes how much is kept, from the next <see cref="Flush"/> on.</summary>
    public void Apply(RecordingLimits limits) => throw new NotImplementedException();

    /// <summary>Writes what was added, and closes the file.</summary>
    public void Dispose()
    {
    }
}
