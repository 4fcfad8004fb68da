using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Clrscope.Segment;

namespace Clrscope.Testing;

/// <summary>
/// Writes segments as the native half does, byte for byte, and lets a test break them. Pages are references into the image:
/// a test changes what it likes before it saves.
/// </summary>
internal sealed class SegmentBuilder
{
    private readonly byte[] _image;
    private readonly int _ringSize;

    internal SegmentBuilder(int ringSize = (int)Layout.MinRingSize)
    {
        _ringSize = ringSize;
        _image = new byte[(int)Layout.RingOffset + ringSize];
        Header = new Header
        {
            Magic = Layout.Magic,
            Version = Layout.Version,
            HeaderSize = (uint)Unsafe.SizeOf<Header>(),
            Pid = 4711,
            ProcessStartTicks = 1234567,
            StartMonotonicNs = 5_000_000_000,
            StartRealtimeNs = 1_700_000_000_000_000_000,
            RingOffset = Layout.RingOffset,
            RingSize = (ulong)ringSize,
            JournalOffset = Layout.RingOffset + (ulong)ringSize,
            JournalLimit = 1 << 30,
        };
        Control.CpuEnabled = 1;
        Control.CpuHz = 100;
        Control.ActivityEnabled = 1;
        Control.SpansPerSecond = 10_000;
        Control.SpanPercent = 100;
        Producer.AppliedCpuEnabled = 1;
        Producer.AppliedCpuHz = 100;
    }

    internal ref Header Header => ref At<Header>(Layout.HeaderOffset);

    internal ref Control Control => ref At<Control>(Layout.ControlOffset);

    internal ref Consumer Consumer => ref At<Consumer>(Layout.ConsumerOffset);

    internal ref Producer Producer => ref At<Producer>(Layout.ProducerOffset);

    internal ref Counters Counters => ref At<Counters>(Layout.CountersOffset);

    internal JournalBytes Journal { get; } = new();

    /// <summary>The ring from its first byte, as it lies in the file.</summary>
    internal Span<byte> Ring => _image.AsSpan((int)Layout.RingOffset);

    /// <summary>Moves the empty ring on, as if everything below had been written, read and released.</summary>
    internal SegmentBuilder StartAt(ulong position)
    {
        Producer.Head = Producer.Learned = Consumer.Tail = Consumer.ReadPosition = position;
        return this;
    }

    /// <summary>Appends a sample, after a padding record if it does not fit before the ring's end.</summary>
    /// <returns>The position of its record.</returns>
    internal ulong AddSample(in SampleHeader sample, params ReadOnlySpan<ulong> frames)
    {
        ulong position = Reserve(frames.Length);
        WriteSample(position, sample, frames);
        Commit(position);
        return position;
    }

    internal ulong AddSample(params ReadOnlySpan<ulong> frames) => AddSample(Sample(), frames);

    /// <summary>Appends a span record of this kind.</summary>
    /// <returns>The position of its record.</returns>
    internal ulong AddSpan(RecordKind kind, in SpanInfo span, params ReadOnlySpan<(SpanAttribute Key, string Text)> attributes)
    {
        using var bytes = new MemoryStream();
        foreach ((SpanAttribute key, string text) in attributes)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(text);
            bytes.Write([(byte)key, 0, (byte)utf8.Length, (byte)(utf8.Length >> 8), .. utf8]);
        }
        uint size = (uint)(Unsafe.SizeOf<SpanRecord>() + bytes.Length + 15) & ~15u;
        ulong position = ReserveBytes(size);
        SpanAt(position) = new SpanRecord
        {
            Header = new RecordHeader { Size = size, Kind = kind },
            StartNs = span.StartNs,
            EndNs = span.EndNs,
            Span = new SpanIds(span.Context),
            ParentSpanId = new SpanIdBytes(span.ParentSpanId),
            Kind = span.Kind,
            Status = span.Status,
            TraceFlags = span.TraceFlags,
            AttributeCount = (byte)attributes.Length,
        };
        bytes.ToArray().CopyTo(Ring[((int)(position & (ulong)(_ringSize - 1)) + Unsafe.SizeOf<SpanRecord>())..]);
        Commit(position);
        return position;
    }

    internal ref SpanRecord SpanAt(ulong position) => ref RecordAt<SpanRecord>(position);

    /// <summary>Reserves room for a sample of so many frames and leaves it as a producer that died there would.</summary>
    internal ulong AddHole(int frames) => Reserve(frames);

    /// <summary>A sample that was written but never committed.</summary>
    internal ulong AddTorn(params ReadOnlySpan<ulong> frames)
    {
        ulong position = Reserve(frames.Length);
        WriteSample(position, Sample(), frames);
        return position;
    }

    internal void Commit(ulong position) => Record(position).Commit = Layout.CommitWord(position);

    internal ref RecordHeader Record(ulong position) => ref RecordAt<RecordHeader>(position);

    internal ref SampleRecord SampleAt(ulong position) => ref RecordAt<SampleRecord>(position);

    internal static SampleHeader Sample(ulong timeNs = 6_000_000_000, uint tid = 4712, ulong weightNs = 10_000_000) =>
        new(timeNs, tid, ThreadNumber: 1, weightNs, SampleKind.Cpu, StopReason.Root);

    internal static uint RecordSize(int frames) =>
        (uint)(Unsafe.SizeOf<SampleRecord>() + (frames * sizeof(ulong)) + 15) & ~15u;

    internal byte[] ToBytes()
    {
        Producer.JournalCommitted = (ulong)Journal.Written.Length;
        return [.. _image, .. Journal.Written];
    }

    /// <summary>Writes the file; an existing one is changed in place, as its owner would, without cutting it.</summary>
    internal string Save(string path)
    {
        // Sharing all keeps the framework from locking the file, which would make the owner look alive.
        using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.Write(file, ToBytes(), 0);
        return path;
    }

    /// <summary>Takes the owner's lock; disposing the result is the owner's death.</summary>
    internal static IDisposable LockAsOwner(string path) =>
        new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

    private ulong Reserve(int frames) => ReserveBytes(RecordSize(frames));

    private ulong ReserveBytes(uint size)
    {
        ulong head = Producer.Head;
        uint untilEnd = (uint)_ringSize - (uint)(head & (ulong)(_ringSize - 1));
        if (size > untilEnd)
        {
            Record(head) = new RecordHeader { Size = untilEnd, Kind = RecordKind.Padding };
            Commit(head);
            head += untilEnd;
        }
        Producer.Head = Producer.Learned = head + size;
        return head;
    }

    private void WriteSample(ulong position, in SampleHeader sample, ReadOnlySpan<ulong> frames)
    {
        SampleAt(position) = new SampleRecord
        {
            Header = new RecordHeader
            {
                Commit = Record(position).Commit,
                Size = RecordSize(frames.Length),
                Kind = RecordKind.Sample,
            },
            TimeNs = sample.TimeNs,
            Tid = sample.Tid,
            ThreadNumber = sample.ThreadNumber,
            WeightNs = sample.WeightNs,
            SampleKind = sample.Kind,
            StopReason = sample.StopReason,
            FrameCount = (ushort)frames.Length,
            Span = new SpanIds(sample.Span),
        };
        int offset = (int)(position & (ulong)(_ringSize - 1)) + Unsafe.SizeOf<SampleRecord>();
        MemoryMarshal.AsBytes(frames).CopyTo(Ring[offset..]);
    }

    private ref T RecordAt<T>(ulong position)
        where T : unmanaged => ref At<T>(Layout.RingOffset + (position & (ulong)(_ringSize - 1)));

    private ref T At<T>(ulong offset)
        where T : unmanaged => ref MemoryMarshal.AsRef<T>(_image.AsSpan((int)offset));
}
