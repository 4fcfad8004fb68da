namespace Clrscope.Profiles;

/// <summary>Which functions a profile's values were measured in.</summary>
public static class HotMethods
{
    /// <param name="profile">Any profile.</param>
    /// <param name="valueIndex">Which of <see cref="Profile.SampleTypes"/>.</param>
    public static HotMethodTable Compute(Profile profile, int valueIndex)
    {
        var frames = new FrameTable(profile);
        long[] flat = new long[frames.Names.Count];
        long[] cumulative = new long[frames.Names.Count];

        // The last sample that a function was counted for: under recursion it stands on a stack more than once.
        int[] countedFor = new int[frames.Names.Count];
        long total = 0;
        int number = 0;
        foreach (Sample sample in profile.Samples)
        {
            number++;
            long value = sample.Values[valueIndex];
            total = Saturating.Add(total, value);
            if (!sample.Locations.IsEmpty)
            {
                int leaf = frames.FramesOf(sample.Locations[0])[0];
                flat[leaf] = Saturating.Add(flat[leaf], value);
            }
            foreach (int location in sample.Locations)
            {
                foreach (int frame in frames.FramesOf(location))
                {
                    if (countedFor[frame] != number)
                    {
                        countedFor[frame] = number;
                        cumulative[frame] = Saturating.Add(cumulative[frame], value);
                    }
                }
            }
        }
        return new HotMethodTable(
            total,
            [.. frames.Names
                .Select((name, i) => new HotMethod(name, flat[i], cumulative[i]))
                .Where(row => row.Flat != 0 || row.Cumulative != 0)
                .OrderByDescending(row => row.Flat)
                .ThenByDescending(row => row.Cumulative)
                .ThenBy(row => row.Name, StringComparer.Ordinal)]);
    }
}
