using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Clrscope.Segment;

/// <summary>
/// Reads the records of a journal from its beginning. Records follow one another without a mark to find the next one by, so
/// a corrupt one ends the journal: what came before stays valid. Throws only what the sink throws.
/// </summary>
public sealed class JournalReader
{
    private const int ChunkBytes = 256 * 1024;

    private readonly SegmentFile _segment;

    internal JournalReader(SegmentFile segment) => _segment = segment;

    /// <summary>Bytes of the journal that have been delivered.</summary>
    public ulong Position { get; private set; }

    /// <summary>Records delivered by all calls together.</summary>
    public long Records { get; private set; }

    /// <summary>What is wrong and where, once a corrupt record has ended the journal; else null.</summary>
    public string? Corrupt { get; private set; }

    /// <summary>Delivers the whole records between the last call's end and <paramref name="committed"/>.</summary>
    /// <returns>The number of records.</returns>
    public int Read(IJournalSink sink, ulong committed)
    {
        if (Corrupt is not null || committed <= Position)
        {
            return 0;
        }
        if (committed > _segment.Header.JournalLimit)
        {
            Fail($"{committed} bytes are committed, the limit is {_segment.Header.JournalLimit}");
            return 0;
        }
        long before = Records;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            var window = new FileWindow(_segment.Handle, buffer);
            while (Position < committed && Corrupt is null)
            {
                if (ReadSize(committed, ref window) is not { } size)
                {
                    break;
                }
                if (size > buffer.Length)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = ArrayPool<byte>.Shared.Rent(size);
                    window = new FileWindow(_segment.Handle, buffer);
                }
                Deliver(sink, size, committed, ref window);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return (int)(Records - before);
    }

    private int? ReadSize(ulong committed, ref FileWindow window)
    {
        int headerSize = Unsafe.SizeOf<JournalHeader>();
        ReadOnlySpan<byte> bytes = Peek(headerSize, committed, ref window);
        if (bytes.Length < headerSize)
        {
            Fail("the record's header is cut off");
            return null;
        }
        uint size = MemoryMarshal.Read<JournalHeader>(bytes).Size;
        if (size < headerSize || size % sizeof(ulong) != 0 || size > _segment.Limits.MaxJournalRecordBytes ||
            size > committed - Position)
        {
            Fail(string.Create(CultureInfo.InvariantCulture, $"a record of {size} bytes, {committed - Position} are left"));
            return null;
        }
        return (int)size;
    }

    private void Deliver(IJournalSink sink, int size, ulong committed, ref FileWindow window)
    {
        ReadOnlySpan<byte> bytes = Peek(size, committed, ref window);
        if (bytes.Length < size)
        {
            Fail("the record is cut off");
        }
        else if (JournalRecord.Deliver(bytes[..size], sink, _segment.Limits) is { } reason)
        {
            Fail(reason);
        }
        else
        {
            Records++;
            Position += (uint)size;
        }
    }

    private ReadOnlySpan<byte> Peek(int wanted, ulong committed, ref FileWindow window)
    {
        long start = (long)_segment.Header.JournalOffset;
        return window.Peek(start + (long)Position, wanted, start + (long)committed);
    }

    private void Fail(string reason) => Corrupt = $"journal byte {Position}: {reason}";
}
