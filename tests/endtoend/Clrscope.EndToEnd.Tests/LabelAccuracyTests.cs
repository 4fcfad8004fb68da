using Clrscope.Profiles;

namespace Clrscope.EndToEnd.Tests;

/// <summary>
/// A sample's labels are those of the request that it was taken in, wherever the request goes: each endpoint of the program burns
/// CPU in a method of its own, so that the stack says which labels are right.
/// </summary>
public sealed class LabelAccuracyTests(ITestOutputHelper log) : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData(false, 1000)]
    [InlineData(true, 1000)]
    [InlineData(false, 100)]
    public void Samples_carry_the_endpoint_and_the_trace_of_their_request(bool traced, int hz)
    {
        string path = _workspace.File("profile.pb.gz");
        string truthPath = _workspace.File("truth.json");
        _workspace.Run(ProgramStart.Clrscope("run", "--quiet", "--hz", $"{hz}", "-o", path, "--")
            .Around(Storefront.Program(traced, Scale.LoadSeconds, truthPath))).Successful();
        Storefront truth = Storefront.Load(truthPath);
        // Each request has had an activity, the program's first one too.
        Assert.Equal(truth.Requests.Values.Sum(), truth.EndpointOfRequest.Count);

        long right = 0, without = 0, wrong = 0;
        foreach ((Sample sample, string endpoint) in SamplesOfEndpoints(PprofReader.Read(path)))
        {
            long count = sample.Values[0];
            if (sample.Labels.Find("trace endpoint")?.Text is not string labelled)
            {
                without += count;
            }
            else if (labelled == endpoint && truth.EndpointOfRequest.GetValueOrDefault(RequestOf(sample)) == endpoint)
            {
                right += count;
            }
            else
            {
                wrong += count;
                log.WriteLine($"{endpoint}: {string.Join(", ", sample.Labels)}");
            }
        }

        log.WriteLine($"{right} right, {without} without a label, {wrong} wrong");
        Assert.Equal(0, wrong);
        Assert.True(right > 100 && right >= 0.995 * (right + without), $"{right} right, {without} without a label");
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
