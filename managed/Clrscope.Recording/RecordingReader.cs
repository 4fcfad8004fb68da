using System.Runtime.ExceptionServices;
using Clrscope.Recording.Format;
using Clrscope.Recording.Reading;

namespace Clrscope.Recording;

/// <summary>
/// The recordings of a directory, as they were when it was opened: a writer may go on meanwhile, and files that are deleted
/// stay readable. Safe for several threads at once.
/// </summary>
public sealed class RecordingReader : IDisposable
{
    private readonly List<RecordingFile> _files;
    private readonly int _refusedFiles;

    private RecordingReader(List<RecordingFile> files, int refusedFiles)
    {
        _files = files;
        _refusedFiles = refusedFiles;
    }

    /// <summary>The files, oldest first.</summary>
    public IReadOnlyList<RecordingFile> Files => _files;

    /// <summary>What was found damaged so far: while opening, and by all scans.</summary>
    public RecordingDamage Damage => new(
        _refusedFiles, _files.Sum(file => file.Damage.Blocks), _files.Sum(file => file.Damage.TornTails));

    /// <summary>Time of the earliest sample, in nanoseconds since 1970, UTC; 0 if there is none.</summary>
    public long FirstUnixNs =>
        _files.Where(file => file.SampleCount > 0).Select(file => file.FirstUnixNs).DefaultIfEmpty().Min();

    /// <summary>Time of the latest sample, in nanoseconds since 1970, UTC; 0 if there is none.</summary>
    public long LastUnixNs =>
        _files.Where(file => file.SampleCount > 0).Select(file => file.LastUnixNs).DefaultIfEmpty().Max();

    /// <summary>Opens all recordings of a directory. Files that are none are left out, and counted.</summary>
    /// <exception cref="RecordingFormatException">The directory cannot be read.</exception>
    public static RecordingReader Open(string directory)
    {
        List<RecordingFile> files = [];
        int refused = 0;
        foreach (string path in PathsIn(directory))
        {
            try
            {
                files.Add(RecordingFile.Open(path));
            }
            catch (RecordingFormatException)
            {
                // A file that retention has taken away meanwhile is no damage.
                refused += File.Exists(path) ? 1 : 0;
            }
        }

        return new RecordingReader(files, refused);
    }

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
        where TVisitor : ISampleVisitor
    {
        List<RecordingFile> files = [.. _files.Where(file => file.HasSamples(filter))];
        var visitors = new TVisitor[files.Count];
        Each(files.Count, i =>
        {
            cancellation.ThrowIfCancellationRequested();
            visitors[i] = create(files[i]);
            files[i].Scan(filter, visitors[i], cancellation);
        });
        for (int i = 0; i < visitors.Length; i++)
        {
            merge(files[i], visitors[i]);
        }
    }

    /// <summary>
    /// The spans that touch a stretch of time, by their start. A span that was recorded in flight and again when it had ended
    /// comes once; one that never ended comes if it began before the end of the stretch.
    /// </summary>
    /// <param name="fromUnixNs">First nanosecond.</param>
    /// <param name="toUnixNs">Nanosecond after the last one.</param>
    /// <param name="process">Which processes' spans; all if null.</param>
    /// <param name="filter">Which spans by their ids; all if null. Others cost little. Several threads ask at once.</param>
    /// <param name="attribute">Which of their attributes; all if null. Spans that have the same ones share them.</param>
    public IReadOnlyList<RecordedSpan> ReadSpans(
        long fromUnixNs,
        long toUnixNs,
        Func<RecordedProcess, bool>? process = null,
        Func<SpanReference, bool>? filter = null,
        Func<SpanAttribute, bool>? attribute = null) =>
        ByStart(Latest(FindSpans(fromUnixNs, toUnixNs, filter, attribute), fromUnixNs, toUnixNs, process, attribute));

    /// <summary>
    /// The same in no order, for callers that have something else to do meanwhile: all cores have read the files when this returns,
    /// and one of them puts the answer together.
    /// </summary>
    public Task<List<RecordedSpan>> ReadSpansAsync(
        long fromUnixNs,
        long toUnixNs,
        Func<RecordedProcess, bool>? process = null,
        Func<SpanReference, bool>? filter = null,
        Func<SpanAttribute, bool>? attribute = null)
    {
        List<RecordedSpan>[] found = FindSpans(fromUnixNs, toUnixNs, filter, attribute);
        return Task.Run(() => Latest(found, fromUnixNs, toUnixNs, process, attribute));
    }

    private List<RecordedSpan> Latest(
        List<RecordedSpan>[] found,
        long fromUnixNs,
        long toUnixNs,
        Func<RecordedProcess, bool>? process,
        Func<SpanAttribute, bool>? attribute)
    {
        LatestSpans spans = new();
        spans.Add(found);

        // One that is in flight by what was read so far may have ended before the stretch began.
        long start = spans.InFlight.Select(span => span.StartUnixNs).DefaultIfEmpty(fromUnixNs).Min();
        if (start < fromUnixNs)
        {
            HashSet<(TraceId, SpanId)> inFlight = [.. spans.InFlight.Select(span => (span.TraceId, span.SpanId))];
            spans.Add(FindSpans(start, fromUnixNs, span => inFlight.Contains((span.TraceId, span.SpanId)), attribute));
        }

        List<RecordedSpan> latest = spans.ToList();
        latest.RemoveAll(span => span.StartUnixNs >= toUnixNs
            || (!span.IsInFlight && span.EndUnixNs < fromUnixNs)
            || process?.Invoke(span.Process!) == false);
        return latest;
    }

    // Spans that start at the same time stay in their order.
    private static RecordedSpan[] ByStart(List<RecordedSpan> spans)
    {
        var keys = new (long Start, int Index)[spans.Count];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = (spans[i].StartUnixNs, i);
        }

        keys.AsSpan().Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Index.CompareTo(b.Index));
        return Array.ConvertAll(keys, key => spans[key.Index]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (RecordingFile file in _files)
        {
            file.Dispose();
        }
    }

    private static IEnumerable<string> PathsIn(string directory)
    {
        try
        {
            return
            [
                .. Directory.EnumerateFiles(directory, RecordingFileName.Pattern)
                    .Where(path => RecordingFileName.Parse(Path.GetFileName(path)) is not null)
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RecordingFormatException(directory, error.Message, error);
        }
    }

    private List<RecordedSpan>[] FindSpans(
        long fromUnixNs, long toUnixNs, Func<SpanReference, bool>? filter, Func<SpanAttribute, bool>? attribute)
    {
        var found = new List<RecordedSpan>[_files.Count];
        Each(found.Length, i => _files[i].ReadSpans(fromUnixNs, toUnixNs, filter, attribute, found[i] = []));
        return found;
    }

    // What a visitor throws is what the caller is to see, and not a collection of it.
    private static void Each(int count, Action<int> body)
    {
        ExceptionDispatchInfo? failure = null;
        ParallelOptions options = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, count, options, (i, state) =>
        {
            try
            {
                body(i);
            }
            catch (Exception error)
            {
                failure = ExceptionDispatchInfo.Capture(error);
                state.Stop();
            }
        });
        failure?.Throw();
    }
}
