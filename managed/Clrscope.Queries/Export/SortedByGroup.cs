namespace Clrscope.Queries.Export;

/// <summary>Sorts by group, in time that grows with the number of items alone. Those of one group stay in their order.</summary>
internal static class SortedByGroup
{
    /// <summary>Writes the items to <paramref name="sorted"/>, which is as long as they are.</summary>
    /// <returns>One more than the largest index of a stack.</returns>
    internal static int Write<T>(ReadOnlySpan<T> items, Span<T> sorted)
        where T : struct, IGrouped
    {
        int groups = 0;
        int stacks = 0;
        foreach (ref readonly T item in items)
        {
            groups = Math.Max(groups, item.Group + 1);
            stacks = Math.Max(stacks, item.Stack + 1);
        }

        int[] next = new int[groups + 1];
        foreach (ref readonly T item in items)
        {
            next[item.Group + 1]++;
        }

        for (int i = 1; i < next.Length; i++)
        {
            next[i] += next[i - 1];
        }

        foreach (ref readonly T item in items)
        {
            sorted[next[item.Group]++] = item;
        }

        return stacks;
    }
}
