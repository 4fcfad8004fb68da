namespace Clrscope.EndToEnd.Tests;

/// <summary>Where the kernel ends the agent together with the program, what the program did last is in a profile nevertheless.</summary>
public sealed class ContainerEndTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void A_program_that_is_the_first_process_waits_for_its_agent() => AssertIsWritten(PidNamespace.First());

    [Fact]
    public void A_program_below_a_shell_does_too() => AssertIsWritten(PidNamespace.BelowAShell());

    private void AssertIsWritten(ProgramStart container)
    {
        _workspace.Run(container.Around(ProgramStart.Burn("spin 2 1").Profiled())).Successful();

        CpuProfile profile = CpuProfile.Load(Assert.Single(_workspace.ProfileFiles));
        Assert.True(profile.Cpu > TimeSpan.FromSeconds(1), $"{profile.Cpu} of CPU time\n{profile.Hottest()}");
        Assert.True(profile.Self("Burn.SpinMode.Hot(") > 0.5, profile.Hottest());
        Assert.Empty(_workspace.SegmentFiles());
    }
}
