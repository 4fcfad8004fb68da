using System.ComponentModel;
using System.Diagnostics;
using Clrscope.Testing;
using Xunit;

namespace Clrscope.Profiles.Tests;

/// <summary>What we write, read by the tool that most people will read it with.</summary>
public sealed class GoToolTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void TopShowsGenericNamesWholeAndNoWarning()
    {
        (string output, string errors) = Pprof("-top");

        Assert.Contains("Duration: 15s, Total samples = 90ms", output, StringComparison.Ordinal);
        Assert.Matches(@"70ms 77\.78% .* 80ms 88\.89%  Shop\.Index<TKey, TValue>\.Find\(TKey\[\], int\)", output);
        Assert.Matches(@"0 +0% .* 80ms 88\.89%  Shop\.Program\.<Main>\$\(string\[\]\)", output);
        Assert.Equal("", errors);
    }

    [Fact]
    public void RawShowsEverything()
    {
        (string output, string errors) = Pprof("-raw");

        Assert.Contains("PeriodType: cpu nanoseconds", output, StringComparison.Ordinal);
        Assert.Contains("Period: 10000000", output, StringComparison.Ordinal);
        Assert.Contains("samples/count cpu/nanoseconds", output, StringComparison.Ordinal);
        Assert.Matches(@"\n +5 +50000000: 1 2 *\n +thread name:\[\.NET TP Worker\]\n +pid:\[4711\] thread id:\[17\]\n", output);
        Assert.Contains(
            "0x2234 M=1 Shop.Index<TKey, TValue>.Find(TKey[], int) /src/Index.cs:44 s=40(Shop.Index`2.Find)",
            output,
            StringComparison.Ordinal);
        Assert.Contains("/app/shop.dll 0123456789abcdef0123456789abcdef [FN][FL][LN]", output, StringComparison.Ordinal);
        Assert.Contains("0x7f0000000000/0x7f0000700000/0x1000 /lib/libcoreclr.so c0ffee", output, StringComparison.Ordinal);
        Assert.Equal("", errors);
    }

    [Fact]
    public void TagsAndTracesAreAccepted()
    {
        (string tags, string errors) = Pprof("-tags");
        Assert.Contains("main", tags, StringComparison.Ordinal);
        Assert.Equal("", errors);
        Assert.Contains("CILJit::compileMethod", Pprof("-traces").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void FocusOnALabelWorks()
    {
        (string output, _) = Pprof("-top", "-tagfocus=thread name=main");
        Assert.Contains("Showing nodes accounting for 30ms", output, StringComparison.Ordinal);
    }

    [Fact]
    public void AMergedProfileIsAccepted()
    {
        Profile merged = ProfileMerger.Merge([TestProfiles.Typical(), TestProfiles.Parse("Main;Other 3 30000000")]);
        (string output, _) = Pprof(merged, "-top");
        Assert.Contains("Total samples = 120ms", output, StringComparison.Ordinal);
    }

    private (string Output, string Errors) Pprof(params string[] arguments) => Pprof(TestProfiles.Typical(), arguments);

    private (string Output, string Errors) Pprof(Profile profile, params string[] arguments)
    {
        string path = _directory.File("profile.pb.gz");
        File.WriteAllBytes(path, PprofWriterTests.Write(profile));
        var start = new ProcessStartInfo("go", ["tool", "pprof", .. arguments, path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Away from the user's home: the tool keeps its settings there and looks there for binaries.
        start.Environment["HOME"] = _directory.Path;
        start.Environment["GOFLAGS"] = "";
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, $"go tool pprof failed: {errors.Result}");
            return (output, errors.Result);
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("These tests need `go tool pprof`: install the package golang-go.", e);
        }
    }
}
