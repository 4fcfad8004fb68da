using System.Globalization;
using System.Text.RegularExpressions;

namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>The stretch of a process's ring that a profile says in a comment to cover.</summary>
internal readonly partial record struct RingRange(string Process, long Start, long End)
{
    internal static RingRange Of(CpuProfile profile)
    {
        // The other comments are the process's resource attributes.
        Match match = Pattern().Match(Assert.Single(profile.Comments, comment => Pattern().IsMatch(comment)));
        return new(
            match.Groups[3].Value,
            long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
            long.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
    }

    /// <summary>Fails if two profiles cover the same byte of a ring.</summary>
    internal static void AssertDisjoint(IEnumerable<CpuProfile> profiles)
    {
        foreach (IGrouping<string, RingRange> process in profiles.Select(Of).GroupBy(range => range.Process))
        {
            RingRange[] ranges = [.. process.OrderBy(range => range.Start)];
            foreach ((RingRange before, RingRange after) in ranges.Zip(ranges.Skip(1)))
            {
                Assert.True(before.End <= after.Start, $"{before} and {after} overlap");
            }
        }
    }

    [GeneratedRegex(@"^clrscope ring (\d+)\.\.(\d+) of (\d+-\d+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
