using Clrscope.Segment;

namespace Clrscope.Symbols.Code;

/// <summary>The addresses [Start, End), never empty.</summary>
internal readonly record struct AddressRange(ulong Start, ulong End)
{
    public ulong Size => End - Start;

    public bool Contains(ulong address) => address - Start < Size;

    /// <summary>The ranges that hold at least one address and do not run past the end of the address space.</summary>
    public static AddressRange[] From(ReadOnlySpan<CodeRange> ranges)
    {
        var valid = new List<AddressRange>(ranges.Length);
        foreach (CodeRange range in ranges)
        {
            if (range.Size > 0 && range.Size <= ulong.MaxValue - range.Start)
            {
                valid.Add(new AddressRange(range.Start, range.Start + range.Size));
            }
        }

        return [.. valid];
    }
}
