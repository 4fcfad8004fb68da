namespace Clrscope.EndToEnd.Tests;

/// <summary>A program that nobody here wrote: the C# compiler, in as many processes as the SDK starts for it.</summary>
public sealed class CompilerTests(ITestOutputHelper log) : IDisposable
{
    private const string Compiler = "Microsoft.CodeAnalysis.";

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    /// <summary>One small project, or in full all that this repository has of C# code.</summary>
    [Fact]
    public void Roslyn_is_named_in_every_process_that_compiles()
    {
        string project = Scale.IsFull ? CopyManagedCode() : CopyProject();
        string path = _workspace.File("profile.pb.gz");

        // The meter waits for every descendant, and so does `clrscope run`: nothing of the build outlives it.
        (ProgramResult run, TimeSpan kernel) = _workspace.Measure(
            ProgramStart.Clrscope("run", "--top", "25", "-o", path, "--"),
            new ProgramStart("dotnet", "build", project, "-c", "Release", "--disable-build-servers", "-m:2", "-nodeReuse:false", "--nologo", "-v", "minimal")
                .With("DOTNET_CLI_TELEMETRY_OPTOUT", 1)
                .With("DOTNET_NOLOGO", 1));

        log.WriteLine(run.Output);
        log.WriteLine(run.Error);
        run.Successful();
        CpuProfile profile = CpuProfile.Load(path);
        CpuTime.AssertEqual(kernel, profile.Cpu, log);
        Assert.Empty(profile.UnnamedMethods);
        long[] compiling = [.. profile.Numbers("pid").Where(pid => profile.OfProcess(pid).Total("Microsoft.CodeAnalysis.CommonCompiler.RunCore(") > 0.1)];
        Assert.NotEmpty(compiling);
        foreach (long pid in compiling)
        {
            double share = profile.OfProcess(pid).Total(Compiler);
            log.WriteLine($"process {pid}: {100 * share:F1} % below methods of Roslyn");
            Assert.True(share > 0.5, $"{share} of the CPU time of compiling process {pid} is below methods of Roslyn");
        }
    }

    private string CopyProject()
    {
        string directory = _workspace.MakeDirectory("source");
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Installation.Repository, "tests", "targets", "Burn"), "*.cs"))
        {
            File.Copy(file, Path.Combine(directory, Path.GetFileName(file)));
        }

        File.Copy(
            Path.Combine(Installation.Repository, "tests", "targets", "Directory.Build.props"), Path.Combine(directory, "Directory.Build.props"));
        string project = Path.Combine(directory, "Burn.csproj");
        File.Copy(Path.Combine(Installation.Repository, "tests", "targets", "Burn", "Burn.csproj"), project);
        return project;
    }

    private string CopyManagedCode()
    {
        string directory = _workspace.MakeDirectory("source");
        _workspace.Run(ProgramStart.Shell(
            """
            cd "$1" && tar -c --exclude=bin --exclude=obj --exclude=node_modules --exclude-backups managed .editorconfig | tar -x -C "$2"
            cp -r managed/Clrscope/Flame/web/dist "$2"/managed/Clrscope/Flame/web/ 2>/dev/null || true
            """).Around(new ProgramStart(Installation.Repository, directory))).Successful();
        return Path.Combine(directory, "managed", "Clrscope", "Clrscope.csproj");
    }
}
