using Clrscope.Recording.Format;
using Clrscope.Recording.Reading;
using Microsoft.Win32.SafeHandles;

namespace Clrscope.Recording;

/// <summary>
/// One file of a recording: about a minute, readable by itself. It holds what it did when it was opened. Safe for several
/// threads at once.
/// </summary>
public sealed class RecordingFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly FileHeader _header;
    private readonly BlockIndex _index;
    private readonly Lazy<LoadedTables> _loaded;
    private readonly HashSet<long> _damagedBlocks = [];

    private RecordingFile(string path, SafeFileHandle file, FileHeader header, BlockIndex index)
    {
        Path = path;
        _file = file;
        _header = header;
        _index = index;
        _loaded = new Lazy<LoadedTables>(Load);
        foreach (IndexedBlock block in index.Blocks.Where(block => block.Header.Kind == BlockKind.Samples))
        {
            FirstUnixNs = SampleCount == 0 ? block.Header.FirstUnixNs : Math.Min(FirstUnixNs, block.Header.FirstUnixNs);
            LastUnixNs = SampleCount == 0 ? block.Header.LastUnixNs : Math.Max(LastUnixNs, block.Header.LastUnixNs);
            SampleCount += block.Header.Count;
        }
    }

    /// <summary>Where it lies, or lay.</summary>
    public string Path { get; }

    /// <summary>When it was begun, in nanoseconds since 1970, UTC.</summary>
    public long StartUnixNs => _header.StartUnixNs;

    /// <summary>Samples in it, by what its blocks say of themselves.</summary>
    public long SampleCount { get; }

    /// <summary>Time of the earliest sample, in nanoseconds since 1970, UTC; 0 if there is none.</summary>
    public long FirstUnixNs { get; }

    /// <summary>Time of the latest sample, in nanoseconds since 1970, UTC; 0 if there is none.</summary>
    public long LastUnixNs { get; }

    /// <summary>What was found damaged so far.</summary>
    public RecordingDamage Damage
    {
        get
        {
            lock (_damagedBlocks)
            {
                return new RecordingDamage(0, _index.Damaged + _damagedBlocks.Count, _index.HasTornTail ? 1 : 0);
            }
        }
    }

    /// <summary>What its samples and spans refer to. Loaded when it is first asked for.</summary>
    public RecordingTables Tables => _loaded.Value.Tables;

    /// <summary>Opens a file and finds its blocks.</summary>
    /// <exception cref="RecordingFormatException">It is no recording, of another version, or cannot be read.</exception>
    public static RecordingFile Open(string path)
    {
        SafeFileHandle? file = null;
        try
        {
            file = FileBytes.Open(path) ?? throw new RecordingFormatException(path, "there is no file with a content");
            return Open(path, file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new RecordingFormatException(path, error.Message, error);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>Whether it has samples of a stretch of time.</summary>
    internal bool HasSamples(SampleFilter filter) => _index.Blocks.Any(
        block => block.Header.Kind == BlockKind.Samples && block.Touches(filter.FromUnixNs, filter.ToUnixNs));

    /// <summary>Gives all samples that match to a visitor.</summary>
    internal void Scan<TVisitor>(SampleFilter filter, TVisitor visitor, CancellationToken cancellation)
        where TVisitor : ISampleVisitor
    {
        SampleDecoder decoder = new(this, Tables, filter);
        BlockReader reader = new(_file);
        foreach (IndexedBlock block in _index.Blocks)
        {
            if (block.Header.Kind == BlockKind.Samples && block.Touches(filter.FromUnixNs, filter.ToUnixNs))
            {
                cancellation.ThrowIfCancellationRequested();
                if (!reader.TryRead(block, out ReadOnlySpan<byte> raw) || !decoder.TryVisit(raw, block.Header, visitor))
                {
                    AddDamage(block);
                }
            }
        }

        visitor.Complete();
    }

    /// <summary>
    /// Appends the spans of blocks that touch a stretch of time, in the order in which they were recorded; all of them, with all
    /// their attributes, if there is no filter.
    /// </summary>
    internal void ReadSpans(
        long fromUnixNs,
        long toUnixNs,
        Func<SpanReference, bool>? filter,
        Func<SpanAttribute, bool>? attribute,
        List<RecordedSpan> spans)
    {
        BlockReader reader = new(_file);
        SpanDecoder? decoder = null;
        foreach (IndexedBlock block in _index.Blocks)
        {
            if (block.Header.Kind == BlockKind.Spans && block.Touches(fromUnixNs, toUnixNs))
            {
                // Not before there is a block to be read: it takes the tables.
                decoder ??= new SpanDecoder(Tables.Processes, new AttributeSets(_loaded.Value.Strings, attribute), filter);
                if (!reader.TryRead(block, out ReadOnlySpan<byte> raw) || !decoder.TryRead(raw, block.Header.Count, spans))
                {
                    AddDamage(block);
                }
            }
        }
    }

    private static RecordingFile Open(string path, SafeFileHandle file)
    {
        long length = RandomAccess.GetLength(file);
        Span<byte> bytes = stackalloc byte[FileHeader.Size];
        if (length > FormatLimits.MaxFileBytes)
        {
            throw new RecordingFormatException(path, "it is larger than any recording");
        }

        if (!FileBytes.TryRead(file, 0, bytes))
        {
            throw new RecordingFormatException(path, "it is too short");
        }

        return FileHeader.TryRead(bytes, out FileHeader header, out string reason)
            ? new RecordingFile(path, file, header, BlockIndex.Read(file, length))
            : throw new RecordingFormatException(path, reason);
    }

    private LoadedTables Load()
    {
        TableLoader loader = new(maxLost: RandomAccess.GetLength(_file));
        BlockReader reader = new(_file);
        foreach (IndexedBlock block in _index.Blocks)
        {
            if (block.Header.Kind == BlockKind.Tables
                && !(reader.TryRead(block, out ReadOnlySpan<byte> raw) && loader.TryAdd(raw)))
            {
                AddDamage(block);
            }
        }

        return new LoadedTables(loader.ToTables(), loader.Strings);
    }

    // Each scan meets the same damage again: it counts once.
    private void AddDamage(in IndexedBlock block)
    {
        lock (_damagedBlocks)
        {
            _damagedBlocks.Add(block.ContentAt);
        }
    }

    private sealed record LoadedTables(RecordingTables Tables, StringTable Strings);
}
