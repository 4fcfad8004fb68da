namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>What a container is for processes: all of it end when its first one has.</summary>
internal static class PidNamespace
{
    /// <summary>Runs the command that is appended as the first process.</summary>
    internal static ProgramStart First() => new(
    [
        Installation.Tool("unshare"), Posix.EffectiveUserId() == 0 ? "-p" : "-rp", "--fork", "--mount-proc",
    ]);

    /// <summary>Runs it below a shell that ends when it has, as many images do.</summary>
    internal static ProgramStart BelowAShell() => First().Around(ProgramStart.Shell("\"$@\"; exit $?"));
}
