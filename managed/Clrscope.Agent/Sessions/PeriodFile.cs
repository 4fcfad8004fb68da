using Clrscope.Agent.Configuration;
using Clrscope.Agent.Platform;
using Clrscope.Agent.Samples;
using Clrscope.Export;
using Clrscope.Profiles;
using Clrscope.Segment;

namespace Clrscope.Agent.Sessions;

/// <summary>
/// The file of the current period of one process, and the reason why no sample is lost or written twice at whichever
/// instant the agent is killed.
/// <para>
/// The ring is the write-ahead log: what lies at or above <c>tail</c> is still there for a successor. A file covers
/// [start, end) of the ring and says so in a comment. The invariant: the files of a process cover every sample below tail,
/// and no two of them overlap. A write goes through these steps:
/// </para>
/// <list type="number">
/// <item>The profile of [start, end) is written under a temporary name. Killed here: the ring still has everything that
/// the named files lack, and the successor begins at tail.</item>
/// <item>The file gets its name by one rename. Killed here: the ring and the file both have [tail, end). The successor finds
/// tail inside the newest file's range, and begins at that range's end (<see cref="Recover"/>).</item>
/// <item>tail = end. Killed here: tail is not in the newest file's range, which ends there; the successor begins at tail.</item>
/// </list>
/// <para>
/// A period that is written more than once (because the ring filled up) keeps its start and therefore its name, so that
/// the rename replaces [start, end) by [start, later end) in one step: at each instant one of the two is there, whole. The
/// next period, and a successor's first one, start where the named files end: their names and ranges differ from all before.
/// A file of an earlier period is written again, for the same range, when the endpoints of its samples have become known.
/// </para>
/// <para>
/// A dead owner's segment is removed after step 3, so that whoever finds it again finds nothing above tail.
/// </para>
/// <para>
/// What this rests on: one agent at a time (<see cref="AgentLock"/>), and a successor that sees the files: one that writes
/// to another directory, or whose predecessor's last file was taken away within the moment between steps 2 and 3, writes
/// that stretch again.
/// </para>
/// </summary>
internal sealed class PeriodFile
{
    /// <summary>The kind of profile that is written.</summary>
    public const string Kind = "cpu";

    private readonly SegmentFile _segment;
    private readonly ProcessFeed _feed;
    private readonly ExportAttempts _exports;
    private readonly LateJoins _lateJoins;
    private readonly SettingsMonitor _settings;
    private readonly ProcessIdentity _source;
    private ProfileFileName? _name;
    private ulong _start;
    private ulong _windowStartNs;
    private Func<Profile>? _written;
    private int _unknownWhenWritten;

    /// <param name="segment">The segment that the samples come from.</param>
    /// <param name="feed">Has the samples since <paramref name="start"/> in its window.</param>
    /// <param name="exports">Writes the files.</param>
    /// <param name="settings">Which labels samples get, and how long endpoints are waited for.</param>
    /// <param name="start">The ring position where the first period begins.</param>
    public PeriodFile(
        SegmentFile segment, ProcessFeed feed, ExportAttempts exports, SettingsMonitor settings, ulong start)
    {
        _segment = segment;
        _feed = feed;
        _exports = exports;
        _lateJoins = new LateJoins(exports);
        _settings = settings;
        _source = IdentityOf(segment);
        _start = Released = start;
        _windowStartNs = start == 0 ? segment.Header.StartMonotonicNs : 0;
    }

    /// <summary>Ring bytes below this position are free.</summary>
    public ulong Released { get; private set; }

    /// <summary>
    /// Where to begin reading a segment that an agent may have served before: at tail, or, if that agent was killed
    /// between naming a file and moving tail, after what the file has.
    /// </summary>
    /// <exception cref="ExportException">The files that exist could not be looked at.</exception>
    public static ulong Recover(SegmentFile segment, IProfileSink sink)
    {
        ConsumerState consumer = segment.ReadConsumer();
        bool wasServed = consumer.AgentPid != 0;
        if (wasServed
            && sink.FindNewest(IdentityOf(segment), Kind, segment.ToUtc(segment.Header.StartMonotonicNs)) is RingRange newest
            && newest.Contains(consumer.Tail)
            && newest.End <= segment.ReadProducer().Head)
        {
            segment.Release(newest.End);
            return newest.End;
        }

        return consumer.Tail;
    }

    /// <summary>Writes what the window holds, if that is more than before, and frees the ring up to it.</summary>
    /// <param name="end">The ring position after the window's last sample.</param>
    /// <param name="nowNs">The time up to which the window goes.</param>
    /// <returns>Whether everything below <paramref name="end"/> is durable.</returns>
    public bool TryWrite(ulong end, ulong nowNs)
    {
        if (end == Released)
        {
            return true;
        }

        if (_feed.Window.Samples > 0 && !TryWriteProfile(end, nowNs))
        {
            return false;
        }

        _segment.Release(end);
        Released = end;
        return true;
    }

    /// <summary>Begins the next period. What was read so far must have been written.</summary>
    public void StartNext(ulong nowNs)
    {
        SampleWindow ended = _feed.StartNextWindow();
        ProfilerSettings settings = _settings.Current;
        if (_name is not null && _written is not null && settings.Labels.Endpoint && ended.UnknownEndpoints > 0)
        {
            ulong deadlineNs = nowNs + settings.LateJoin.ToNanoseconds();
            _lateJoins.Add(new WrittenWindow(ended, _name, _written, _unknownWhenWritten, deadlineNs));
        }

        _name = null;
        _written = null;
        _start = Released;
        _windowStartNs = nowNs;
    }

    /// <summary>Writes files of earlier periods again whose requests have ended by now.</summary>
    public void JoinLate(ulong nowNs) => _lateJoins.Pass(nowNs);

    /// <summary>The same for all that wait, before nobody can do so any more.</summary>
    public void FinishLateJoins() => _lateJoins.Flush();

    private static ProcessIdentity IdentityOf(SegmentFile segment) => new(segment.Header.Pid, segment.Header.StartTicks);

    private bool TryWriteProfile(ulong end, ulong nowNs)
    {
        // A window that a predecessor began has no start of its own but its first sample.
        if (_windowStartNs == 0)
        {
            _windowStartNs = _feed.Window.FirstSampleNs;
        }

        _name ??= new(_segment.ToUtc(_windowStartNs), _feed.Window.ProcessName, _source, Kind, _start);
        Func<Profile> build = ProfileUpTo(end, nowNs);
        _unknownWhenWritten = _feed.Window.UnknownEndpoints;
        if (!_exports.TryWrite(_name, build))
        {
            return false;
        }

        _written = build;
        return true;
    }

    private Func<Profile> ProfileUpTo(ulong end, ulong nowNs)
    {
        SampleWindow window = _feed.Window;
        DateTimeOffset start = _segment.ToUtc(_windowStartNs);
        TimeSpan duration = TimeSpan.FromTicks((long)((nowNs - Math.Min(_windowStartNs, nowNs)) / TimeSpan.NanosecondsPerTick));
        int hz = _segment.ReadProducer().AppliedCpuHz;
        RingRange range = new(_source, _start, end);
        return () => window.Build(start, duration, hz, _settings.Current.Labels).WithComments(range.ToString());
    }
}
