using System.Globalization;
using System.Text.RegularExpressions;

namespace Clrscope.EndToEnd.Tests;

/// <summary>`go tool pprof` reads what clrscope writes, without a word on standard error.</summary>
public sealed partial class PprofToolTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("spin 2 2", "Burn.SpinMode.Hot(ulong)")]
    [InlineData("jit 2", "Burn.JitMode.Turn(ulong)")]
    [InlineData("native 2", "Burn.NativeMode.Compress(byte[])")]
    [InlineData("alc 2", "Burn.Plugin.Work(int)")]
    public void Every_report_is_made_without_a_warning(string arguments, string method)
    {
        string path = _workspace.File("profile.pb.gz");
        _workspace.Run(ProgramStart.Clrscope("run", "--quiet", "--hz", "1000", "-o", path, "--").Around(ProgramStart.Burn(arguments))).Successful();
        CpuProfile profile = CpuProfile.Load(path);
        string pattern = Regex.Escape(method);

        Assert.Contains(method, Report(path, "-top", "-cum", "-nodecount=10000", "-nodefraction=0", "-edgefraction=0"), StringComparison.Ordinal);
        Assert.Contains(method, Report(path, "-traces"), StringComparison.Ordinal);
        Assert.Contains("Burn", Report(path, "-tags"), StringComparison.Ordinal);
        Assert.Contains(method, Report(path, $"-list={pattern}"), StringComparison.Ordinal);
        Assert.Contains(method, Report(path, $"-peek={pattern}"), StringComparison.Ordinal);
        string raw = Report(path, "-raw");
        (long samples, long nanoseconds) = Totals(raw);
        Assert.Equal(profile.Samples, samples);
        Assert.Equal(profile.CpuNs, nanoseconds);
    }

    [Fact]
    public void The_hot_line_of_a_release_build_is_listed() => IsListed(
        ProgramStart.Burn("spin 2 2"), "Burn.SpinMode.Hot", "ulong Hot(ulong state) => Spinner.Turn", leastShare: 0.5);

    [Fact]
    public void The_hot_line_of_a_program_in_a_single_file_is_listed() => IsListed(
        new ProgramStart(Installation.SelfContained("BurnSingle", "Burn"), "spin", "2", "2"),
        "Burn.SpinMode.Hot",
        "ulong Hot(ulong state) => Spinner.Turn",
        leastShare: 0.5);

    [Theory]
    [InlineData("Burn.FromBytes.Work")]
    [InlineData("Burn.FromStream<int>.Work")]
    public void The_hot_line_of_an_assembly_that_no_file_holds_is_listed(string method) => IsListed(
        ProgramStart.Burn("memory 3"), method, "ulong Work(ulong state, int turns) => Spinner.Turn", leastShare: 0.05);

    [Fact]
    public void Names_keep_type_arguments_and_parameters()
    {
        string path = _workspace.File("profile.pb.gz");
        _workspace.Run(ProgramStart.Clrscope("run", "--quiet", "--hz", "1000", "-o", path, "--")
            .Around(ProgramStart.Target("Shop", "--load 4 --requests 400"))).Successful();

        string[] names = [.. CpuProfile.Load(path).Frames.Where(name => name.Contains('<', StringComparison.Ordinal) && name.Contains('(', StringComparison.Ordinal))];
        string top = Report(path, "-top", "-cum", "-nodecount=100000", "-nodefraction=0", "-edgefraction=0");

        Assert.Contains(names, name => name.StartsWith("System.Linq.", StringComparison.Ordinal));
        Assert.Contains(names, name => name.StartsWith("System.Collections.Generic.", StringComparison.Ordinal));
        Assert.All(names, name => Assert.Contains(name, top, StringComparison.Ordinal));
    }

    [Fact]
    public void The_files_of_an_agent_are_merged_by_it()
    {
        RunningProgram program = _workspace.Start(ProgramStart.Burn("spin 3600 1")
            .Profiled()
            .With("CLRSCOPE_PERIOD_SECONDS", 1)
            .With("CLRSCOPE_AGENT_IDLE_SECONDS", 1));
        Eventually.True(() => _workspace.ProfileFiles.Length >= 3, "there are profiles of three periods");
        program.Signal(Posix.SIGTERM);
        program.WaitForExit(Eventually.Limit);
        Eventually.True(() => _workspace.Agents.Running.Length == 0, "the agent has ended");

        ProgramResult pprof = GoPprof.Run(_workspace, ["-raw", .. _workspace.ProfileFiles]).Successful();

        Assert.Equal(CpuProfile.LoadAll(_workspace.ProfileFiles).Samples, Totals(pprof.Output).Samples);
        foreach (string path in _workspace.ProfileFiles)
        {
            Report(path, "-top");
        }
    }

    private string Report(string path, params string[] options)
    {
        ProgramResult pprof = GoPprof.Run(_workspace, [.. options, path]).Successful();
        Assert.Equal("", pprof.Error);
        return pprof.Output;
    }

    // Samples are lines of two values, a colon and the locations; they end where the locations are listed.
    private void IsListed(ProgramStart program, string method, string sourceLine, double leastShare)
    {
        string path = _workspace.File("profile.pb.gz");
        _workspace.Run(ProgramStart.Clrscope("run", "--quiet", "--hz", "1000", "-o", path, "--").Around(program)).Successful();

        string list = Report(path, $"-list=^{Regex.Escape(method)}", $"-source_path={Installation.Repository}");

        Match line = Regex.Match(list, $@"([\d.]+)(m?s) +\d+: .*{Regex.Escape(sourceLine)}");
        Assert.True(line.Success, list);
        double seconds = double.Parse(line.Groups[1].ValueSpan, CultureInfo.InvariantCulture) / (line.Groups[2].Value == "ms" ? 1000 : 1);
        double total = CpuProfile.Load(path).CpuNs / 1e9;
        Assert.True(seconds > leastShare * total, $"{seconds} s of {total} s are on the line\n{list}");
    }

    private static (long Samples, long Nanoseconds) Totals(string raw)
    {
        string[] lines = raw.Split('\n');
        Match[] samples = [.. lines
            .SkipWhile(line => !line.StartsWith("samples/count", StringComparison.Ordinal))
            .TakeWhile(line => line != "Locations")
            .Select(line => SampleLine().Match(line))
            .Where(match => match.Success)];
        return (samples.Sum(match => Number(match, 1)), samples.Sum(match => Number(match, 2)));
    }

    private static long Number(Match match, int group) => long.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^ *(\d+) +(\d+): ")]
    private static partial Regex SampleLine();
}
