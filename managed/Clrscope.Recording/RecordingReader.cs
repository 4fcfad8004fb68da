namespace Clrscope.Recording;

/// <summary>
/// The recordings of a directory, as they were when it was opened: a writer may go on meanwhile, and files that are deleted
/// stay readable. Safe for several threads at once.
/// </summary>
public sealed class RecordingReader : IDisposable
{
    /// <summary>Opens all recordings of a directory. Files that are none are left out, and counted.</summary>
    /// <exception cref="RecordingFormatException">The directory cannot be read.</exception>
    public static RecordingReader Open(string directory) => throw new NotImplementedException();

    /// <summary>The files, oldest first.</summary>
    public IReadOnlyList<RecordingFile> Files => throw new NotImplementedException();

    /// <summary>What was found damaged so far: while opening, and by all scans.</summary>
    public RecordingDamage Damage => throw new NotImplementedException();

    /// <summary>Time of the earliest sample, in nanoseconds since 1970, UTC; 0 if there is none.</summary>
    public long FirstUnixNs => throw new NotImplementedException();

    /// <summary>Time of the latest sample, in nanoseconds since 1970, UTC; 0 if there is none.</summary>
    public long LastUnixNs => throw new NotImplementedException();

    /// <summary>
    /// Visits all samples that match, file by file, several files at the same time. Each file gets a visitor of its own,
    /// which is called by one thread; <paramref name="merge"/> gets the visitors afterwards, one after the other, oldest file
    /// first. Files without samples in the window have no visitor.
    /// </summary>
    /// <param name="filter">What to visit.</param>
    /// <param name="create">Makes the visitor of a file; called by several threads at once.</param>
    /// <param name="merge">Takes the visitor of a file when all of them are done.</param>
    /// <param name="cancellation">Ends the scan early, by an <see cref="OperationCanceledException"/>.</param>
    public void Scan<TVisitor>(
        SampleFilter filter,
        Func<RecordingFile, TVisitor> create,
        Action<RecordingFile, TVisitor> merge,
        CancellationToken cancellation = default)
        where TVisitor : ISampleVisitor => throw new NotImplementedException();

    /// <summary>
    /// The spans that touch a stretch of time, by their start. A span that was recorded in flight and again when it had ended
    /// comes once; one that never ended comes if it began before the end of the stretch.
    /// </summary>
    /// <param name="fromUnixNs">First nanosecond.</param>
    /// <param name="toUnixNs">Nanosecond after the last one.</param>
    /// <param name="process">Which processes' spans; all if null.</param>
    public IReadOnlyList<RecordedSpan> ReadSpans(
        long fromUnixNs, long toUnixNs, Func<RecordedProcess, bool>? process = null) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
