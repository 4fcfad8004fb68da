namespace Clrscope.Queries;

/// <summary>Percentiles by nearest rank: always one of the values.</summary>
internal static class Percentile
{
    /// <summary>The value that so many percent are not above; null if there are no values.</summary>
    internal static long? Of(List<long> sorted, int percent) =>
        sorted.Count == 0 ? null : sorted[(int)(((sorted.Count * (long)percent) + 99) / 100) - 1];
}
