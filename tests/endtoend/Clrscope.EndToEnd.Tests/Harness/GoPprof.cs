namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>The reference reader of the profiles' format.</summary>
internal static class GoPprof
{
    /// <summary>Runs `go tool pprof`.</summary>
    internal static ProgramResult Run(Workspace workspace, params ReadOnlySpan<string> arguments) => workspace.Run(
        new ProgramStart([Installation.Tool("go"), "tool", "pprof", .. arguments])
            .With("PPROF_TMPDIR", workspace.File("pprof"))
            .With("GOFLAGS", "")
            .With("GOTOOLCHAIN", "local"));
}
