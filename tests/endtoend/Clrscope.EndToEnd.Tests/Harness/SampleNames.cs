using Clrscope.Profiles;

namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>The names of a sample's functions, the innermost first.</summary>
internal static class SampleNames
{
    internal static IEnumerable<string> NamesOf(this Profile profile, Sample sample) => sample.Locations
        .SelectMany(location => profile.Locations[location].Lines)
        .Select(line => profile.Functions[line.Function].Name);
}
