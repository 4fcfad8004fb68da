namespace Clrscope.Profiles.Tests;

/// <summary>Profiles as text, to compare them.</summary>
internal static class ProfileText
{
    /// <summary>Everything, in its order.</summary>
    internal static string All(Profile profile) => string.Join(
        '\n',
        [
            $"types {string.Join(' ', profile.SampleTypes)} period {profile.Period} {profile.PeriodType}",
            $"window {profile.TimeNanos} {profile.DurationNanos} default '{profile.DefaultSampleType}'",
            $"drop '{profile.DropFrames}' keep '{profile.KeepFrames}' doc '{profile.DocUrl}'",
            .. profile.Comments.Select(comment => $"comment '{comment}'"),
            .. profile.Mappings.Select(mapping => $"mapping {mapping}"),
            .. profile.Functions.Select(function => $"function {function}"),
            .. profile.Locations.Select(location =>
                $"location {location.Mapping} {location.Address} {location.IsFolded} [{string.Join(", ", location.Lines)}]"),
            .. profile.Samples.Select(sample => $"sample {string.Join(' ', sample.Locations)} {Measured(sample)}"),
        ]);

    /// <summary>What was measured where, whatever the order and numbering of the tables.</summary>
    internal static string Meaning(Profile profile) => string.Join(
        '\n',
        [
            $"types {string.Join(' ', profile.SampleTypes)} period {profile.Period} {profile.PeriodType}",
            $"window {profile.TimeNanos} {profile.DurationNanos}",
            .. profile.Comments.Select(comment => $"comment '{comment}'").Order(StringComparer.Ordinal),
            .. profile.Samples
                .Select(sample => $"{Stack(profile, sample)} {Measured(sample)}")
                .Order(StringComparer.Ordinal),
        ]);

    private static string Measured(Sample sample) =>
        $"= {string.Join(' ', sample.Values)} {string.Join(", ", sample.Labels)}";

    private static string Stack(Profile profile, Sample sample) => string.Join('|', sample.Locations.Select(index =>
    {
        LocationInfo location = profile.Locations[index];
        string mapping = location.Mapping == LocationInfo.NoMapping ? "-" : $"{profile.Mappings[location.Mapping]}";
        return $"{mapping}@{location.Address}[" +
            string.Join(',', location.Lines.Select(line => $"{profile.Functions[line.Function]}:{line.LineNumber}")) + "]";
    }));
}
