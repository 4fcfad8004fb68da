using System.Text.RegularExpressions;

namespace Clrscope.EndToEnd.Tests;

/// <summary>Code and threads are shown by the names that people know them by.</summary>
public sealed partial class NameTests(ITestOutputHelper log) : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Of_methods_that_are_made_while_the_program_runs()
    {
        CpuProfile profile = Profile(ProgramStart.Burn("jit 4"));

        Assert.True(profile.Frames.Count(name => Emitted().IsMatch(name)) >= 3, profile.Hottest());
        Assert.True(profile.Frames.Count(name => Compiled().IsMatch(name)) >= 3, profile.Hottest());
        // Instantiated over value types, so that each has code of its own.
        Assert.Contains(profile.Frames, name => name.StartsWith("Burn.JitMode.Generic<ValueTuple<", StringComparison.Ordinal));
        Assert.Contains(profile.Frames, name => name.StartsWith("System.Linq.Expressions.Expression", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_methods_in_contexts_that_are_unloaded()
    {
        CpuProfile profile = Profile(ProgramStart.Burn("alc 4"));

        double share = profile.Self("Burn.Plugin.Work(");
        Assert.True(share > 0.3, $"{share} of the CPU time is in the plugin\n{profile.Hottest()}");
    }

    [Fact]
    public void Of_assemblies_that_no_file_holds()
    {
        CpuProfile profile = Profile(ProgramStart.Burn("memory 4"));

        foreach (string method in new[]
        {
            "Burn.FromBytes.Work(ulong, int)", "Burn.FromStream<int>.Work(ulong, int)", "Emitted.Outer.Inner.Work", "Collected.Outer.Inner.Work",
        })
        {
            double share = profile.Self(method);
            Assert.True(share > 0.05, $"{method} has {share} of the CPU time\n{profile.Hottest()}");
        }

        Assert.Empty(profile.UnnamedMethods);
    }

    [Fact]
    public void Of_what_a_single_file_program_holds()
    {
        CpuProfile profile = Profile(new ProgramStart(Installation.SelfContained("BurnSingle", "Burn"), "gc", "3"));

        Assert.Contains(profile.Frames, name => name.StartsWith("Burn.GcMode.", StringComparison.Ordinal));
        Assert.Contains(profile.Frames, name => name.StartsWith("[clr]+0x", StringComparison.Ordinal));
        Assert.DoesNotContain(profile.Frames, name => name.StartsWith("Burn+0x", StringComparison.Ordinal));
        Assert.Empty(profile.UnnamedMethods);
    }

    [Fact]
    public void Of_every_method_of_the_hard_cases()
    {
        CpuProfile profile = Profile(ProgramStart.Target("HardCases", "--seconds 5 --threads 2"));

        Assert.Contains(profile.Frames, name => name.StartsWith("Plugin.Sum(", StringComparison.Ordinal));
        Assert.Empty(profile.UnnamedMethods);
    }

    [Fact]
    public void Of_native_code_by_symbol_or_library()
    {
        CpuProfile profile = Profile(ProgramStart.Burn("native 3"));

        Assert.Superset(
            new HashSet<string> { "libcoreclr.so", "libSystem.IO.Compression.Native.so", "Burn.dll", "System.Private.CoreLib.dll" },
            profile.Modules.ToHashSet());
        Assert.Contains(profile.Modules, name => name.StartsWith("libcrypto.so", StringComparison.Ordinal));
        Assert.Contains("Burn.NativeMode.Run(Arguments)", profile.Frames);
        double unknown = profile.Self("[unknown]");
        Assert.True(unknown < 0.02, $"{unknown} of the CPU time is in unknown code\n{profile.Hottest()}");
    }

    [Fact]
    public void Of_system_calls()
    {
        CpuProfile profile = Profile(ProgramStart.Burn("jit 3"));

        Assert.Contains(profile.Frames, name => name.StartsWith("[kernel] m", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_the_runtimes_stubs_by_kind()
    {
        CpuProfile profile = Profile(ProgramStart.Target("HardCases", "--only dispatch --threads 1 --seconds 4"));

        double stubs = profile.Self("[clr stub]");
        double named = profile.Self("[clr stub] ");
        log.WriteLine($"{100 * stubs:F2} % of the CPU time is in stubs, {100 * named:F2} % in those whose kind is known");
        Assert.All(
            new[] { "virtual call: resolve", "virtual call: dispatch", "fixup precode", "instantiating", "delegate shuffle" },
            kind => Assert.Contains($"[clr stub] {kind}", profile.Frames));
        Assert.True(stubs > 0.1, $"{stubs} of the CPU time is in stubs\n{profile.Hottest()}");
        Assert.True(named > 0.95 * stubs, $"{named} of {stubs} of the CPU time in stubs\n{profile.Hottest()}");
    }

    [Fact]
    public void Of_threads_before_and_after_they_are_renamed()
    {
        CpuProfile profile = Profile(ProgramStart.Burn("names 4"));

        foreach (string name in new[] { "before-0", "before-1", "after-0", "after-1" })
        {
            double share = (double)profile.Where("thread name", name).CpuNs / profile.CpuNs;
            Assert.True(share > 0.1, $"{name} has {share} of the CPU time");
            Assert.InRange(profile.Where("thread name", name).Total("Burn.NamesMode.Spin("), 0.9, 1.0);
        }
    }

    [Fact]
    public void Of_the_runtimes_own_threads()
    {
        CpuProfile profile = Profile(ProgramStart.Burn("gc 4").With("DOTNET_gcServer", 1));

        Assert.Contains(".NET Server GC", profile.Texts("thread name"));
        Assert.Contains(profile.Texts("thread name"), name => name.StartsWith(".NET Tiered", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_the_methods_of_a_web_service_under_load()
    {
        CpuProfile profile = Profile(ProgramStart.Target("Shop", "--load 4 --seconds 5"));

        Assert.Equal(["Shop"], profile.Texts("process"));
        Assert.All(
            new[] { "Shop.ProductSearch.Find(string, Catalog)", "Shop.SalesReport.Write(Catalog)", "Shop.Carts.Get(int, Catalog)" },
            method => Assert.Contains(method, profile.Frames));

        // The runtime's stubs are no methods; what calls something is one.
        double stubs = profile.Self("[unknown]");
        double methods = profile.Callees("[unknown]");
        log.WriteLine($"without a name: {100 * stubs:F2} % of the CPU time itself, callers of {100 * methods:F2} %");
        Assert.True(stubs < 0.15, $"{stubs} of the CPU time is in code without a name\n{profile.Hottest()}");
        Assert.True(methods < 0.01, $"{methods} of the CPU time is called by code without a name\n{profile.Hottest()}");
        Assert.Empty(profile.UnnamedMethods);
    }

    private CpuProfile Profile(ProgramStart program)
    {
        string path = _workspace.File("profile.pb.gz");
        _workspace.Run(ProgramStart.Clrscope("run", "--quiet", "--hz", "1000", "-o", path, "--").Around(program)).Successful();
        CpuProfile profile = CpuProfile.Load(path);
        log.WriteLine(profile.Hottest());
        return profile;
    }

    [GeneratedRegex(@"^Emitted\d+$")]
    private static partial Regex Emitted();

    [GeneratedRegex(@"^Compiled\d+$")]
    private static partial Regex Compiled();
}
