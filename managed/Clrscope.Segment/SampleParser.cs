using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Clrscope.Segment;

/// <summary>Turns the copied bytes of one record into a sample.</summary>
internal static class SampleParser
{
    internal static readonly uint MaxBytes = RecordBytes(Layout.MaxFrames);

    internal static bool TryParse(ReadOnlySpan<byte> bytes, out SampleHeader sample, out ReadOnlySpan<ulong> frames)
    {
        sample = default;
        frames = default;
        if (bytes.Length < Unsafe.SizeOf<SampleRecord>())
        {
            return false;
        }
        SampleRecord record = MemoryMarshal.Read<SampleRecord>(bytes);
        if (record.SampleKind != SampleKind.Cpu || (uint)record.StopReason >= Layout.StopReasonCount ||
            record.FrameCount > Layout.MaxFrames || bytes.Length != RecordBytes(record.FrameCount))
        {
            return false;
        }
        sample = new SampleHeader(
            record.TimeNs, record.Tid, record.ThreadNumber, record.WeightNs, record.SampleKind, record.StopReason)
        {
            Span = record.Span.ToContext(),
        };
        frames = MemoryMarshal.Cast<byte, ulong>(bytes[Unsafe.SizeOf<SampleRecord>()..])[..record.FrameCount];
        return true;
    }

    private static uint RecordBytes(uint frames)
    {
        uint size = (uint)Unsafe.SizeOf<SampleRecord>() + (frames * sizeof(ulong));
        return (size + Layout.RecordAlignment - 1) & ~(Layout.RecordAlignment - 1);
    }
}
