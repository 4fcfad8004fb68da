namespace Clrscope.Agent;

/// <summary>How an agent was started.</summary>
/// <param name="Directory">The segment directory that it serves.</param>
/// <param name="ExitWhenIdle">Whether it ends itself some time after the last live process.</param>
/// <param name="Version">What the lock's file says about this program.</param>
public sealed record AgentOptions(string Directory, bool ExitWhenIdle, string Version)
{
    /// <summary>Where samples and spans are kept for later questions; null for the user's default directory.</summary>
    public string? Recording { get; init; }
}
