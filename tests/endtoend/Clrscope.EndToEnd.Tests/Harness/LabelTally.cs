using Clrscope.Profiles;

namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>Samples of Storefront's endpoints, by whether their labels are those of the request that they were taken in.</summary>
internal sealed class LabelTally
{
    private long _right;
    private long _without;
    private long _wrong;

    /// <summary>Compares a profile with what the program counted itself.</summary>
    internal static LabelTally Of(Profile profile, Storefront truth, ITestOutputHelper log)
    {
        LabelTally tally = new();
        foreach ((Sample sample, string endpoint) in SamplesOfEndpoints(profile))
        {
            tally.Add(sample, endpoint, truth, log);
        }

        log.WriteLine($"{tally._right} right, {tally._without} without a label, {tally._wrong} wrong");
        return tally;
    }

    /// <summary>Fails if a label is wrong, or more than some are missing.</summary>
    internal void AssertRight()
    {
        Assert.Equal(0, _wrong);
        Assert.True(_right > 100 && _right >= 0.995 * (_right + _without), $"{_right} right, {_without} without a label");
    }

    private void Add(Sample sample, string endpoint, Storefront truth, ITestOutputHelper log)
    {
        long count = sample.Values[0];
        if (sample.Labels.Find("trace endpoint")?.Text is not string labelled)
        {
            _without += count;
        }
        else if (labelled == endpoint && truth.EndpointOfRequest.GetValueOrDefault(RequestOf(sample)) == endpoint)
        {
            _right += count;
        }
        else
        {
            _wrong += count;
            log.WriteLine($"{endpoint}: {string.Join(", ", sample.Labels)}");
        }
    }

    private static string RequestOf(Sample sample) =>
        $"{sample.Labels.Find("trace_id")?.Text}/{unchecked((ulong)(sample.Labels.Find("local root span id")?.Number ?? 0)):x16}";

    private static IEnumerable<(Sample Sample, string Endpoint)> SamplesOfEndpoints(Profile profile)
    {
        foreach (Sample sample in profile.Samples)
        {
            if (profile.NamesOf(sample).FirstOrDefault(Storefront.EndpointOfMethod.ContainsKey) is string method)
            {
                yield return (sample, Storefront.EndpointOfMethod[method]);
            }
        }
    }
}
