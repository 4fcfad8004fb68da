namespace Clrscope.EndToEnd.Tests;

/// <summary>Methods that have no frame lose no callers, wherever their unwind data is to be had from.</summary>
public sealed class ThinStackTests : IDisposable
{
    private const string Case = "--only thin-chain --threads 1 --seconds 3";

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void In_code_that_the_process_compiles() => AssertCallers(ProgramStart.Target("HardCases", Case));

    /// <summary>As in containers of older runtimes, whose filters take process_vm_readv for a debugger's.</summary>
    [Fact]
    public void Where_the_kernel_lets_nobody_copy_memory() => AssertCallers(
        new ProgramStart("python3", Installation.CallFilter, "process_vm_readv").Around(ProgramStart.Target("HardCases", Case)));

    /// <summary>One image holds the code of all modules, and is no module itself. Without tiers that code stays in use.</summary>
    [Theory]
    [InlineData("HardCasesComposite")]
    [InlineData("HardCasesSingle")]
    public void In_a_composite_image(string directory) => AssertCallers(
        new ProgramStart([Installation.SelfContained(directory, "HardCases"), .. Case.Split(' ')]).With("DOTNET_TieredCompilation", 0));

    private void AssertCallers(ProgramStart program)
    {
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
