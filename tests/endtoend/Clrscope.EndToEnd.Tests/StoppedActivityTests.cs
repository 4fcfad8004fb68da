using System.Text.Json;
using Clrscope.Profiles;

namespace Clrscope.EndToEnd.Tests;

/// <summary>
/// An activity that has stopped is on no sample, in whichever way it stays or becomes current; what runs afterwards is on its
/// own again.
/// </summary>
public sealed class StoppedActivityTests(ITestOutputHelper log) : IDisposable
{
    private const string Prefix = "Burn.StoppedMode.Burn";

    private static readonly string[] s_labels = ["trace_id", "span_id", "local root span id", "span id", "trace endpoint"];

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Samples_carry_running_activities_and_no_stopped_ones()
    {
        string path = _workspace.File("profile.pb.gz");
        ProgramResult run = _workspace.Run(ProgramStart.Clrscope("run", "--quiet", "--hz", "1000", "-o", path, "--")
            .Around(ProgramStart.Burn("stopped 8"))).Successful();
        Dictionary<string, HashSet<string>> spans = JsonSerializer.Deserialize<Dictionary<string, HashSet<string>>>(run.Output)!;

        Profile profile = PprofReader.Read(path);
        var found = spans.Keys.ToDictionary(method => method, _ => new Found());
        foreach (Sample sample in profile.Samples)
        {
            if (MethodOf(profile, sample) is not string method)
            {
                continue;
            }

            long count = sample.Values[0];
            if (s_labels.All(label => sample.Labels.Find(label) is null))
            {
                found[method].Without += count;
            }
            else if (spans[method].Contains($"{sample.Labels.Find("trace_id")?.Text}/{sample.Labels.Find("span_id")?.Text}"))
            {
                found[method].Right += count;
            }
            else
            {
                found[method].Wrong += count;
                log.WriteLine($"{method}: {string.Join(", ", sample.Labels)}");
            }
        }

        foreach ((string method, Found samples) in found)
        {
            log.WriteLine($"{method}: {samples.Right} right, {samples.Without} without a label, {samples.Wrong} wrong");
        }

        Assert.Equal(7, spans.Count(method => method.Key.StartsWith("BurnStopped", StringComparison.Ordinal) && method.Value.Count == 0));
        Assert.All(found, method => Assert.Equal((method.Key, 0), (method.Key, method.Value.Wrong)));
        Assert.All(found, method => Assert.True(
            spans[method.Key].Count == 0 ? method.Value.Without > 10 : method.Value.Right > 10 && method.Value.Without == 0,
            $"{method.Key}: {method.Value.Right} right, {method.Value.Without} without a label"));
    }

    private static string? MethodOf(Profile profile, Sample sample)
    {
        string[] names = [.. profile.NamesOf(sample)];
        string? name = names.Contains("Burn.StoppedMode.Work()")
            ? names.FirstOrDefault(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith("()", StringComparison.Ordinal))
            : null;
        return name?["Burn.StoppedMode.".Length..^2];
    }

    private sealed class Found
    {
        internal long Right { get; set; }

        internal long Without { get; set; }

        internal long Wrong { get; set; }
    }
}
