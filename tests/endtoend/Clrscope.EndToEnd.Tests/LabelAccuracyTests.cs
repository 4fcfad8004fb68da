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

        LabelTally.Of(PprofReader.Read(path), truth, log).AssertRight();
    }
}
