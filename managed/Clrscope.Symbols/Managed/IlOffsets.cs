using Clrscope.Segment;

namespace Clrscope.Symbols.Managed;

/// <summary>The IL offsets that the machine code of a method was made from.</summary>
internal sealed class IlOffsets
{
    private const uint NoMapping = 0xFFFFFFFF;
    private const uint Prologue = 0xFFFFFFFE;
    private const uint Epilogue = 0xFFFFFFFD;

    private readonly record struct Row(uint NativeStart, uint IlOffset) : IStartsAtAddress
    {
        ulong IStartsAtAddress.Start => NativeStart;
    }

    private readonly CodeRange[] _ranges;
    private readonly Row[] _rows;

    public IlOffsets(MethodInfo method)
    {
        _ranges = method.Ranges;

        // What has no IL of its own (NoMapping) was made for what stands before it, so it needs no row. Empty entries say
        // that an offset exists, but no instruction belongs to it.
        _rows = [.. method.IlMap
            .Where(entry => entry.IlOffset != NoMapping && entry.NativeStart < entry.NativeEnd)
            .OrderBy(entry => entry.NativeStart)
            .Select(entry => new Row(entry.NativeStart, entry.IlOffset switch
            {
                Prologue => 0,
                Epilogue => int.MaxValue,
                uint offset => Math.Min(offset, int.MaxValue),
            }))];
    }

    /// <summary>The IL offset of an address; null if the method has no map, or the address lies outside.</summary>
    public uint? At(ulong address)
    {
        // The map counts through all parts of the code, cold ones after hot ones.
        ulong before = 0;
        foreach (CodeRange range in _ranges)
        {
            if (address - range.Start < range.Size)
            {
                int index = AddressOrder.CountUpTo<Row>(_rows, before + (address - range.Start)) - 1;
                return index < 0 ? null : _rows[index].IlOffset;
            }

            before += range.Size;
        }

        return null;
    }
}
