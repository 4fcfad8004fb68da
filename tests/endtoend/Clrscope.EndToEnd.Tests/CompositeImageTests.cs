namespace Clrscope.EndToEnd.Tests;

/// <summary>Programs whose modules' precompiled code lies in one image, which is no module itself.</summary>
public sealed class CompositeImageTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Methods_without_a_frame_lose_no_callers()
    {
        // Without tiers the precompiled code stays in use.
        ProgramStart program = new ProgramStart(
            Installation.SelfContained("HardCasesComposite", "HardCases"), "--only", "thin-chain", "--threads", "1", "--seconds", "3")
            .With("DOTNET_TieredCompilation", 0);
        string path = _workspace.File("profile.pb.gz");
        _workspace.Run(ProgramStart.Clrscope("run", "--quiet", "--hz", "1000", "-o", path, "--").Around(program)).Successful();
        CpuProfile profile = CpuProfile.Load(path);

        IReadOnlyDictionary<string, long> callers = profile.CallersOf("HardCases.Cases.ThinChain.Leaf(long)");
        long right = callers["HardCases.Cases.ThinChain.Thin(long)"] + callers["HardCases.Cases.ThinChain.Thick(long)"];
        string found = string.Join(", ", callers.Select(caller => $"{caller.Key} {caller.Value / 1e6} ms"));
        Assert.True(right > 0.99 * callers.Values.Sum(), found);
        Assert.True(right > 0.1 * profile.CpuNs, $"{found}\n{profile.Hottest()}");
        Assert.Empty(profile.UnnamedMethods);
    }
}
