namespace Clrscope.Symbols;

/// <summary>Something that begins at an address.</summary>
internal interface IStartsAtAddress
{
    ulong Start { get; }
}

/// <summary>Look-up in what is sorted by address.</summary>
internal static class AddressOrder
{
    /// <summary>How many of the items begin at an address or before it: the index of the first that begins later.</summary>
    public static int CountUpTo<T>(ReadOnlySpan<T> sorted, ulong address)
        where T : struct, IStartsAtAddress
    {
        int low = 0;
        int high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (sorted[middle].Start <= address)
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
