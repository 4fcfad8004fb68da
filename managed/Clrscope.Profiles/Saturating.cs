namespace Clrscope.Profiles;

/// <summary>
/// Sums that stay at the end of the range instead of overflowing: values come from other processes and from files.
/// </summary>
internal static class Saturating
{
    internal static long Add(long a, long b)
    {
        long sum = unchecked(a + b);
        bool overflow = ((a ^ sum) & (b ^ sum)) < 0;
        return !overflow ? sum : a < 0 ? long.MinValue : long.MaxValue;
    }
}
