namespace Clrscope.Profiles;

/// <summary>Adds profiles up.</summary>
public static class ProfileMerger
{
    /// <summary>
    /// One profile with the samples of all. Equal samples are added; the window is the one from the first start to the last
    /// end; the first profile's main binary is the result's. All need the same sample types and period type.
    /// </summary>
    /// <exception cref="ProfileMergeException">The profiles measure different things, or there are none.</exception>
    public static Profile Merge(IEnumerable<Profile> profiles)
    {
        Profile[] all = [.. profiles];
        if (all.Length == 0)
        {
            throw new ProfileMergeException("There are no profiles to merge.");
        }
        Profile first = all[0];
        var builder = new ProfileBuilder(first.SampleTypes, first.PeriodType);
        foreach (Profile profile in all)
        {
            ThrowIfDifferent(first, profile);
            Add(builder, profile);
        }
        builder.Period = all.Max(profile => profile.Period);
        (long start, long duration) = Window(all);
        return builder.Build() with
        {
            TimeNanos = start,
            DurationNanos = duration,
            DefaultSampleType = FirstText(all, profile => profile.DefaultSampleType),
            DropFrames = FirstText(all, profile => profile.DropFrames),
            KeepFrames = FirstText(all, profile => profile.KeepFrames),
            DocUrl = FirstText(all, profile => profile.DocUrl),
        };
    }

    private static void Add(ProfileBuilder builder, Profile profile)
    {
        int[] mappings = [.. profile.Mappings.Select(builder.AddMapping)];
        int[] functions = [.. profile.Functions.Select(builder.AddFunction)];
        int[] locations = [.. profile.Locations.Select(location => builder.AddLocation(location with
        {
            Mapping = location.Mapping == LocationInfo.NoMapping ? LocationInfo.NoMapping : mappings[location.Mapping],
            Lines = [.. location.Lines.Select(line => line with { Function = functions[line.Function] })],
        }))];
        foreach (Sample sample in profile.Samples)
        {
            int[] stack = [.. sample.Locations.Select(location => locations[location])];
            builder.AddSample(stack, sample.Labels, sample.Values.AsSpan());
        }
        foreach (string comment in profile.Comments)
        {
            builder.AddComment(comment);
        }
    }

    private static (long Start, long Duration) Window(Profile[] profiles)
    {
        // A profile that does not say when it was taken still says how long it took.
        long duration = profiles.Max(profile => profile.DurationNanos);
        Profile[] dated = [.. profiles.Where(profile => profile.TimeNanos != 0)];
        if (dated.Length == 0)
        {
            return (0, duration);
        }
        long start = dated.Min(profile => profile.TimeNanos);
        long end = dated.Max(profile => Saturating.Add(profile.TimeNanos, profile.DurationNanos));
        return (start, Math.Max(duration, Saturating.Add(end, -start)));
    }

    private static string FirstText(Profile[] profiles, Func<Profile, string> text) =>
        profiles.Select(text).FirstOrDefault(value => value.Length != 0, "");

    private static void ThrowIfDifferent(Profile first, Profile other)
    {
        if (!first.SampleTypes.AsSpan().SequenceEqual(other.SampleTypes.AsSpan()) || first.PeriodType != other.PeriodType)
        {
            throw new ProfileMergeException(
                $"Profiles of different kinds cannot be merged: {Describe(first)} and {Describe(other)}.");
        }
    }

    private static string Describe(Profile profile) =>
        $"[{string.Join(", ", profile.SampleTypes)}] per {profile.PeriodType?.ToString() ?? "unknown period"}";
}
