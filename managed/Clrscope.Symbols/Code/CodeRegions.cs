using Clrscope.Segment;

namespace Clrscope.Symbols.Code;

/// <summary>
/// Executable memory that no file backs, as disjoint ranges in ascending order. Regions that overlap or touch become one:
/// there is nothing by which to tell them apart.
/// </summary>
internal sealed class CodeRegions(int maxCount)
{
    private readonly List<AddressRange> _ranges = [];

    public int Count => _ranges.Count;

    /// <summary>What the region covers now; null if that changed nothing, or there are too many.</summary>
    public AddressRange? Add(CodeRegionInfo info)
    {
        ulong start = info.Start;
        ulong end = info.End;
        int first = FirstEndingAtOrAfter(start);
        int next = first;
        for (; next < _ranges.Count && _ranges[next].Start <= end; next++)
        {
            start = Math.Min(start, _ranges[next].Start);
            end = Math.Max(end, _ranges[next].End);
        }

        bool isKnown = next == first + 1 && _ranges[first] == new AddressRange(start, end);
        if (start >= end || isKnown || (next == first && _ranges.Count >= maxCount))
        {
            return null;
        }

        _ranges.RemoveRange(first, next - first);
        _ranges.Insert(first, new AddressRange(start, end));
        return _ranges[first];
    }

    public bool Contains(ulong address)
    {
        int index = FirstEndingAtOrAfter(address);
        index += index < _ranges.Count && _ranges[index].End == address ? 1 : 0;
        return index < _ranges.Count && _ranges[index].Contains(address);
    }

    private int FirstEndingAtOrAfter(ulong address)
    {
        int low = 0;
        int high = _ranges.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_ranges[middle].End < address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
