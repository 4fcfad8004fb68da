using Clrscope.Export;
using Clrscope.Segment;

namespace Clrscope.Agent.Segments;

/// <summary>
/// The segments of a directory, each with its session. A failure in one ends that session, is reported once and leaves the
/// others alone; the segment's file stays as it is then.
/// </summary>
internal sealed class SegmentSet<TSession>(string directory, Func<SegmentFile, TSession> open, Action<string> report) : IDisposable
    where TSession : class, ISegmentSession
{
    private readonly Dictionary<string, TSession> _sessions = [];
    private readonly RefusedSegments _refused = new(report);

    /// <summary>The sessions in force.</summary>
    public IReadOnlyCollection<TSession> Sessions => _sessions.Values;

    /// <summary>Opens a session for each segment that has none.</summary>
    public void Rescan()
    {
        HashSet<string> existing = [.. SegmentDirectory.EnumerateSegments(directory)];
        _refused.KeepOnly(existing);
        foreach (string path in existing)
        {
            if (!_sessions.ContainsKey(path) && !_refused.Contains(path))
            {
                TryOpen(path);
            }
        }
    }

    /// <summary>Lets every session make its pass; the files of those that are finished are removed.</summary>
    public void Pass() => ForEach((path, session) =>
    {
        if (session.Pass())
        {
            File.Delete(path);
            End(path, session);
        }
    });

    /// <summary>Does something with every session.</summary>
    public void ForEach(Action<TSession> action) => ForEach((_, session) => action(session));

    /// <summary>Ends every session where it stands.</summary>
    public void Close()
    {
        foreach (TSession session in _sessions.Values)
        {
            session.Dispose();
        }

        _sessions.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private void ForEach(Action<string, TSession> action)
    {
        foreach ((string path, TSession session) in _sessions.ToArray())
        {
            try
            {
                action(path, session);
            }
#pragma warning disable CA1031 // Whatever one segment brings about must not end the service to the others.
            catch (Exception error)
#pragma warning restore CA1031
            {
                End(path, session);
                _refused.AddForGood(path, error);
            }
        }
    }

    private void TryOpen(string path)
    {
        try
        {
            SegmentFile segment = SegmentFile.Open(path);
            try
            {
                _sessions.Add(path, open(segment));
            }
            catch
            {
                segment.Dispose();
                throw;
            }
        }
        catch (Exception error) when (error is SegmentException or ExportException or IOException)
        {
            _refused.Add(path, error);
        }
#pragma warning disable CA1031 // Whatever one segment brings about must not end the service to the others.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _refused.AddForGood(path, error);
        }
    }

    private void End(string path, TSession session)
    {
        _sessions.Remove(path);
        session.Dispose();
    }
}
