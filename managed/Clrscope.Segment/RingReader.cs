using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Clrscope.Segment;

/// <summary>
/// Reads the committed records of a ring in order.
/// <para>
/// The limit of each call is to be <see cref="ProducerState.Learned"/> while the owner lives, and the head once it is
/// dead. The owner saw every record below it committed before it published the limit, so the copy of a record is whole
/// wherever its commit word is. Producers do not reuse the ring from the consumer's tail to the head; a reader that starts
/// below the tail may find records gone, but never takes bytes of another lap for them.
/// </para>
/// <para>
/// Nothing in the ring is believed. Every call moves forward or stops, reads at most the ring's size, and throws only what
/// the sink throws; a record at which the sink throws is delivered again by the next call.
/// </para>
/// </summary>
public sealed class RingReader
{
    private const int ChunkBytes = 256 * 1024;
    private const uint Alignment = Layout.RecordAlignment;

    private readonly SegmentFile _segment;
    private readonly ulong _ringSize;

    internal RingReader(SegmentFile segment, ulong startPosition)
    {
        _segment = segment;
        _ringSize = segment.Header.RingSize;
        Position = AlignDown(startPosition);
    }

    /// <summary>Where the next record is expected; everything below was delivered or skipped.</summary>
    public ulong Position { get; private set; }

    /// <summary>Samples delivered by all calls together.</summary>
    public long Samples { get; private set; }

    /// <summary>Records that were committed but made no sense.</summary>
    public long CorruptRecords { get; private set; }

    /// <summary>Reservations that were never committed and have been passed over.</summary>
    public long HolesSkipped { get; private set; }

    /// <summary>Bytes passed over in holes, in and after corrupt records, and because the ring had moved on.</summary>
    public ulong BytesSkipped { get; private set; }

    /// <summary>Delivers whole samples up to <paramref name="limit"/> and stops at a record that is not committed.</summary>
    public RingReadResult Read(ulong limit, IRingSink sink)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            var window = new FileWindow(_segment.Handle, buffer.AsSpan(0, ChunkBytes));
            if (!TryBound(limit, ref window, out ulong end, out ulong head))
            {
                return new RingReadResult(0, RingStop.Unreadable);
            }
            long before = Samples;
            RingStop? stop = null;
            while (stop is null)
            {
                stop = Step(sink, end, head, ref window);
            }
            return new RingReadResult(Samples - before, stop.Value);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>
    /// Passes over an uncommitted record: on to the next committed one or to <paramref name="limit"/>. False if there is
    /// nothing to pass over, because the limit is reached or the record is committed by now.
    /// </summary>
    public bool TrySkipHole(ulong limit)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            var window = new FileWindow(_segment.Handle, buffer.AsSpan(0, ChunkBytes));
            if (!TryBound(limit, ref window, out ulong end, out _) || Position == end ||
                FindCommitted(Position, Position + Alignment, ref window) == Position)
            {
                return false;
            }
            HolesSkipped++;
            SkipTo(FindCommitted(Position + Alignment, end, ref window));
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Handles one record; null to go on with the next.</summary>
    private RingStop? Step(IRingSink sink, ulong end, ulong head, ref FileWindow window)
    {
        if (Position == end)
        {
            return RingStop.Limit;
        }
        ReadOnlySpan<byte> bytes = Peek(Position, Unsafe.SizeOf<RecordHeader>(), end, ref window);
        if (bytes.Length < Unsafe.SizeOf<RecordHeader>())
        {
            return RingStop.Unreadable;
        }
        RecordHeader header = MemoryMarshal.Read<RecordHeader>(bytes);
        if (header.Commit != Layout.CommitWord(Position))
        {
            return RingStop.Uncommitted;
        }
        if (header.Size == 0 || header.Size % Alignment != 0 || header.Size > BytesToRingEnd(Position) ||
            header.Size > head - Position)
        {
            CorruptRecords++;
            SkipTo(FindCommitted(Position + Alignment, end, ref window));
            return null;
        }
        if (header.Size > end - Position)
        {
            return RingStop.Limit;
        }
        switch (header.Kind)
        {
            case RecordKind.Padding:
                Position += header.Size;
                return null;
            case RecordKind.Sample when header.Size <= SampleParser.MaxBytes:
                bytes = Peek(Position, (int)header.Size, end, ref window);
                return bytes.Length < header.Size ? RingStop.Unreadable : DeliverSample(bytes[..(int)header.Size], sink);
            case RecordKind.SpanStart or RecordKind.SpanStop when header.Size <= Layout.MaxSpanRecord:
                bytes = Peek(Position, (int)header.Size, end, ref window);
                return bytes.Length < header.Size
                    ? RingStop.Unreadable
                    : DeliverSpan(bytes[..(int)header.Size], header.Kind, sink);
            default:
                return PassOver(header.Size);
        }
    }

    private RingStop? DeliverSample(ReadOnlySpan<byte> record, IRingSink sink)
    {
        if (!SampleParser.TryParse(record, out SampleHeader sample, out ReadOnlySpan<ulong> frames))
        {
            return PassOver((uint)record.Length);
        }
        sink.OnSample(sample, frames);
        Samples++;
        Position += (uint)record.Length;
        return null;
    }

    private RingStop? DeliverSpan(ReadOnlySpan<byte> record, RecordKind kind, IRingSink sink)
    {
        if (!SpanParser.TryParse(record, kind, out SpanInfo span, out SpanAttributes attributes))
        {
            return PassOver((uint)record.Length);
        }
        if (kind == RecordKind.SpanStart)
        {
            sink.OnSpanStart(span, attributes);
        }
        else
        {
            sink.OnSpanStop(span, attributes);
        }
        Position += (uint)record.Length;
        return null;
    }

    private RingStop? PassOver(uint corruptBytes)
    {
        CorruptRecords++;
        SkipTo(Position + corruptBytes);
        return null;
    }

    /// <summary>
    /// How far this call may read. A position that the ring has left behind moves to what the ring still holds. False if the
    /// segment cannot be read.
    /// </summary>
    private bool TryBound(ulong limit, ref FileWindow window, out ulong end, out ulong head)
    {
        end = Position;
        if (!_segment.TryLoadHead(out head))
        {
            return false;
        }
        head = AlignDown(head);
        end = Math.Max(Position, Math.Min(AlignDown(limit), head));
        if (end - Position > _ringSize)
        {
            SkipTo(FindCommitted(end - _ringSize, end, ref window));
        }
        return true;
    }

    /// <summary>The first position in [from, end) where a committed record begins, or end.</summary>
    private ulong FindCommitted(ulong from, ulong end, ref FileWindow window)
    {
        while (from < end)
        {
            ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(Peek(from, (int)Alignment, end, ref window));
            if (words.IsEmpty)
            {
                return end;
            }
            const int wordsPerRecord = (int)Alignment / sizeof(ulong);
            for (int i = 0; i < words.Length; i += wordsPerRecord, from += Alignment)
            {
                if (words[i] == Layout.CommitWord(from))
                {
                    return from;
                }
            }
        }
        return end;
    }

    private void SkipTo(ulong position)
    {
        BytesSkipped += position - Position;
        Position = position;
    }

    private ReadOnlySpan<byte> Peek(ulong position, int wanted, ulong end, ref FileWindow window)
    {
        long offset = (long)(Layout.RingOffset + (position & (_ringSize - 1)));
        return window.Peek(offset, wanted, offset + (long)Math.Min(end - position, BytesToRingEnd(position)));
    }

    private ulong BytesToRingEnd(ulong position) => _ringSize - (position & (_ringSize - 1));

    private static ulong AlignDown(ulong position) => position & ~(ulong)(Alignment - 1);
}
