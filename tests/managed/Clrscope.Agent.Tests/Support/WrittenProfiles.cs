using Clrscope.Profiles;

namespace Clrscope.Agent.Tests.Support;

/// <summary>What lies in a directory of profiles.</summary>
internal static class WrittenProfiles
{
    public static string[] Paths(string directory) => Directory.Exists(directory)
        ? [.. Directory.GetFiles(directory, "*.pb.gz").Where(path => !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal)]
        : [];

    public static Profile[] All(string directory) => [.. Paths(directory).Select(path => PprofReader.Read(path))];

    /// <summary>The leaf address of every sample in all files, as often as it was counted.</summary>
    public static List<ulong> LeafAddresses(string directory)
    {
        List<ulong> addresses = [];
        foreach (Profile profile in All(directory))
        {
            foreach (Sample sample in profile.Samples)
            {
                addresses.AddRange(Enumerable.Repeat(profile.Locations[sample.Locations[0]].Address, (int)sample.Values[0]));
            }
        }

        addresses.Sort();
        return addresses;
    }
}
