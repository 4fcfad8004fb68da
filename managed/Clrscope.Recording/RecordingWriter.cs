using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Clrscope.Recording.Format;
using Clrscope.Recording.Writing;

namespace Clrscope.Recording;

/// <summary>
/// Records samples and spans into a directory, within bounds. What was added is on the disk, in the sense that a kill cannot
/// take it away, after the next <see cref="Flush"/>. Nothing here throws for what the disk does: it is reported once, what
/// could not be written is counted, and writing is tried again. Several writers may share a directory, and the bounds hold for
/// all their files together. One thread at a time.
/// </summary>
public sealed class RecordingWriter : IDisposable
{
    /// <summary>The stretch of time that a file covers at most.</summary>
    internal static readonly TimeSpan FileLength = TimeSpan.FromMinutes(1);

    private const long MinBytes = 1 << 20;

    /// <summary>A directory at its size loses this part of it at once.</summary>
    private const int FilesAtLeast = 16;

    /// <summary>Bytes after which blocks are written without waiting for the next flush.</summary>
    private const int MaxPendingBytes = 4 << 20;

    /// <summary>Blocks of few samples that may be begun between two flushes because times lie far apart.</summary>
    private const int MaxSparseBlocks = 256;

    /// <summary>Samples below which a block has few.</summary>
    private const int SparseSamples = 64;

    private static readonly TimeSpan ReportInterval = TimeSpan.FromMinutes(1);

    private readonly string _directory;
    private readonly TimeProvider _time;
    private readonly Action<string> _report;
    private readonly RecordingRetention _retention;
    private readonly uint _id;
    private readonly BlockPacker _packer;
    private readonly HandleTable<ProcessEntry> _processes = new();
    private readonly HandleTable<RecordedFrame> _frames = new();
    private readonly FileTables _tables = new();
    private readonly SampleColumns _samples = new();
    private readonly SpanRows _spans = new();

    // Blocks of their own: what is in flight touches each later stretch of time, and would make the others touch it, too.
    private readonly SpanRows _spansInFlight = new();
    private readonly ByteBuffer _blocks = new();
    private readonly ByteBuffer _output = new();
    private RecordingLimits _limits;
    private OpenRecording? _file;
    private int _filesBegun;
    private int _sparseBlocks;
    private long _itemsInBlocks;
    private long _lastReport;
    private bool _hasReported;
    private bool _isDisposed;

    /// <param name="directory">Where files are written; created, for this user alone, if it is not there.</param>
    /// <param name="limits">How much is kept.</param>
    /// <param name="time">Tells when files begin and which are too old.</param>
    /// <param name="report">Gets one line for each condition that the user should know of.</param>
    public RecordingWriter(string directory, RecordingLimits limits, TimeProvider time, Action<string> report)
        : this(directory, limits, time, report, Lz4.System)
    {
    }

    internal RecordingWriter(string directory, RecordingLimits limits, TimeProvider time, Action<string> report, Lz4? lz4)
    {
        _directory = Path.GetFullPath(directory);
        _time = time;
        _report = report;
        _id = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
        _retention = new RecordingRetention(_directory, _id, time);
        _packer = new BlockPacker(lz4);
        Apply(limits);
        if (lz4 is null)
        {
            report("recording: liblz4.so.1 is not installed; recordings are not compressed and cover less time.");
        }
    }

    /// <summary>Samples and spans that could not be written.</summary>
    public long Lost { get; private set; }

    /// <summary>Makes a process known.</summary>
    /// <returns>Its handle, valid until <see cref="RemoveProcess"/>.</returns>
    public int AddProcess(RecordedProcess process) => _processes.Add(new ProcessEntry(process));

    /// <summary>
    /// Forgets a process with its frames. What was recorded of it stays; its handle and those of its frames may be given to
    /// others.
    /// </summary>
    public void RemoveProcess(int process)
    {
        List<int> frames = _processes[process].Frames;
        _tables.Forget(process, frames);
        foreach (int frame in frames)
        {
            _frames.Remove(frame);
        }

        _processes.Remove(process);
    }

    /// <summary>
    /// Tells something new of a process, such as its name: what is added from now on is of the process as it is now.
    /// </summary>
    public void UpdateProcess(int process, RecordedProcess now)
    {
        _processes[process].Process = now;
        _tables.Forget(process, []);
    }

    /// <summary>Makes a frame known. The caller keeps the handle: equal frames are not looked for here.</summary>
    /// <returns>Its handle, valid until its process is removed.</returns>
    public int AddFrame(int process, RecordedFrame frame)
    {
        List<int> frames = _processes[process].Frames;
        int handle = _frames.Add(frame);
        frames.Add(handle);
        return handle;
    }

    /// <summary>
    /// Adds a sample. Times may come in any order and lie anywhere; but when times to and fro, more than 4 s apart, have left
    /// hundreds of blocks with few samples since the last flush, further ones are moved to the nearest time that the open
    /// block can hold until it has many: otherwise a process that makes its times up would get a block for each sample.
    /// </summary>
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
        in SpanReference span = default)
    {
        timeUnixNs = Math.Clamp(timeUnixNs, 0, FormatLimits.MaxUnixNs - uint.MaxValue);
        if (!_samples.HasRoomFor(timeUnixNs))
        {
            if (_samples.Count >= SparseSamples || _sparseBlocks++ < MaxSparseBlocks)
            {
                CloseSampleBlock();
            }
            else
            {
                timeUnixNs = _samples.NearestTo(timeUnixNs);
            }
        }

        int thread = _tables.IndexOf(process, _processes[process].Process, tid, threadNumber, threadName);
        int stack = _tables.IndexOf(frames, _frames);
        _samples.Add(timeUnixNs, thread, stack, new SampleValue(kind, weightNs), span);
        WriteBlocksIfLarge();
    }

    /// <summary>
    /// Adds a span of a process. One that is in flight may be added with no end, and again when it ends: readers see the
    /// later one.
    /// </summary>
    public void AddSpan(int process, RecordedSpan span)
    {
        SpanRows rows = span.IsInFlight ? _spansInFlight : _spans;
        rows.Add(_tables.IndexOf(process, _processes[process].Process), span, _tables);
        WriteBlocksIfLarge();
    }

    /// <summary>Writes what was added since, and deletes what is beyond the limits. To be called each second.</summary>
    public void Flush()
    {
        WriteBlocks();
        _sparseBlocks = 0;

        // After writing, which may have begun a file: it is not from the future.
        DateTimeOffset now = _time.GetUtcNow();
        if (_file is not null && (now - _file.Start >= FileLength || now < _file.Start || !_file.IsThere))
        {
            CloseFile();
        }

        try
        {
            _retention.Apply(_limits, now, _file?.Name);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Report($"recording: cannot delete old files in {_directory}: {error.Message}");
        }
    }

    /// <summary>Changes how much is kept, from the next <see cref="Flush"/> on.</summary>
    [MemberNotNull(nameof(_limits))]
    public void Apply(RecordingLimits limits) => _limits = limits with { MaxBytes = Math.Max(limits.MaxBytes, MinBytes) };

    /// <summary>Writes what was added, and closes the file.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            WriteBlocks();
            CloseFile();
        }
    }

    private void CloseSampleBlock()
    {
        _itemsInBlocks += _samples.Count;
        _samples.WriteTo(_blocks, _packer);
        WriteBlocksIfLarge();
    }

    // What one sample or span brings with it is added to this: it is asked after each, so that no block, and no table of a
    // file, becomes larger than readers accept.
    private void WriteBlocksIfLarge()
    {
        if (_blocks.Length > MaxPendingBytes
            || _spans.Bytes > MaxPendingBytes
            || _spansInFlight.Bytes > MaxPendingBytes
            || _tables.PendingBytes > MaxPendingBytes
            || _tables.IsFull)
        {
            WriteBlocks();
        }
    }

    private void WriteBlocks()
    {
        _itemsInBlocks += _samples.Count + _spans.Count + _spansInFlight.Count;
        _samples.WriteTo(_blocks, _packer);
        _spansInFlight.WriteTo(_blocks, _packer);
        _spans.WriteTo(_blocks, _packer);
        if (_itemsInBlocks == 0)
        {
            return;
        }

        // Tables go first: whatever a reader finds refers to what it has found before.
        _output.Clear();
        _tables.WriteTo(_output, _packer);
        _output.Write(_blocks.Written);
        try
        {
            _file ??= Begin();
            _file.Append(_output.Written);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Lost += _itemsInBlocks;
            Report($"recording: cannot write in {_directory}: {error.Message} It is tried again each second.");
            CloseFile();
        }

        _blocks.Clear();
        _itemsInBlocks = 0;
        if (_file is not null && (_file.Length >= MaxFileBytes || _tables.IsFull))
        {
            CloseFile();
        }
    }

    private long MaxFileBytes => Math.Min(_limits.MaxBytes / FilesAtLeast, FormatLimits.MaxFileBytes / 4);

    private OpenRecording Begin() =>
        OpenRecording.Create(_directory, new RecordingFileName(_time.GetUtcNow(), _id, ++_filesBegun));

    // A new file knows nothing, and what is in no block yet refers to the old one: there must be nothing.
    private void CloseFile()
    {
        _file?.Dispose();
        _file = null;
        _tables.Reset();
    }

    private void Report(string line)
    {
        if (!_hasReported || _time.GetElapsedTime(_lastReport) >= ReportInterval)
        {
            _hasReported = true;
            _lastReport = _time.GetTimestamp();
            _report(line);
        }
    }

    private sealed class ProcessEntry(RecordedProcess process)
    {
        internal RecordedProcess Process { get; set; } = process;

        internal List<int> Frames { get; } = [];
    }
}
