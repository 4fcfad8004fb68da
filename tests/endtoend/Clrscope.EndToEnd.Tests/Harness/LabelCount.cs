using Clrscope.Profiles;

namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>Of the samples in methods that say to which endpoint they belong: how many have the labels that they should have.</summary>
internal sealed record LabelCount(long Right, long Without, long Wrong)
{
    /// <param name="profile">Of the program Storefront.</param>
    /// <param name="truth">What the program counted itself.</param>
    /// <param name="log">Gets the labels that are wrong.</param>
    internal static LabelCount Of(Profile profile, Storefront truth, ITestOutputHelper log)
    {
        LabelCount all = new(0, 0, 0);
        foreach ((Sample sample, string endpoint) in SamplesOfEndpoints(profile))
        {
            long count = sample.Values[0];
            if (sample.Labels.Find("trace endpoint")?.Text is not string labelled)
            {
                all = all with { Without = all.Without + count };
            }
            else if (labelled == endpoint && truth.EndpointOfRequest.GetValueOrDefault(RequestOf(sample)) == endpoint)
            {
                all = all with { Right = all.Right + count };
            }
            else
            {
                all = all with { Wrong = all.Wrong + count };
                log.WriteLine($"{endpoint}: {string.Join(", ", sample.Labels)}");
            }
        }

        log.WriteLine($"{all.Right} right, {all.Without} without a label, {all.Wrong} wrong");
        return all;
    }

    /// <summary>None is wrong, and hardly one is without.</summary>
    internal void Check()
    {
        Assert.Equal(0, Wrong);
        Assert.True(Right > 100 && Right >= 0.995 * (Right + Without), $"{Right} right, {Without} without a label");
    }

    private static string RequestOf(Sample sample) =>
        $"{sample.Labels.Find("trace_id")?.Text}/{unchecked((ulong)(sample.Labels.Find("local root span id")?.Number ?? 0)):x16}";

    private static IEnumerable<(Sample Sample, string Endpoint)> SamplesOfEndpoints(Profile profile)
    {
        foreach (Sample sample in profile.Samples)
        {
            IEnumerable<string> names = sample.Locations
                .SelectMany(location => profile.Locations[location].Lines)
                .Select(line => profile.Functions[line.Function].Name);
            if (names.FirstOrDefault(Storefront.EndpointOfMethod.ContainsKey) is string method)
            {
                yield return (sample, Storefront.EndpointOfMethod[method]);
            }
        }
    }
}
