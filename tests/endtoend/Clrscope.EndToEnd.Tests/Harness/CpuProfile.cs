using System.Text.RegularExpressions;
using Clrscope.Profiles;

namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>A CPU profile with the questions that tests ask of it.</summary>
internal sealed partial class CpuProfile
{
    private const int Count = 0;
    private const int Nanoseconds = 1;

    private readonly Profile _profile;

    private CpuProfile(Profile profile)
    {
        Assert.Equal(["samples/count", "cpu/nanoseconds"], profile.SampleTypes.Select(type => $"{type.Type}/{type.Unit}"));
        _profile = profile;
    }

    internal long Samples => _profile.Total(Count);

    internal TimeSpan Cpu => TimeSpan.FromTicks(CpuNs / TimeSpan.NanosecondsPerTick);

    internal long CpuNs => _profile.Total(Nanoseconds);

    /// <summary>Samples per second of CPU time that were asked for.</summary>
    internal double Hz => 1e9 / _profile.Period;

    /// <summary>Start and length of the window, in nanoseconds.</summary>
    internal (long Start, long Duration) Window => (_profile.TimeNanos, _profile.DurationNanos);

    internal IReadOnlyList<string> Comments => _profile.Comments;

    /// <summary>The names of all frames.</summary>
    internal IReadOnlySet<string> Frames => _profile.Functions.Select(function => function.Name).ToHashSet();

    /// <summary>Methods that have a module's name and a token, or less, in place of their own name.</summary>
    internal IEnumerable<string> UnnamedMethods => Frames.Where(name => name == "[dynamic method]" || Token().IsMatch(name));

    /// <summary>The file names of all modules, without directories.</summary>
    internal IReadOnlySet<string> Modules => _profile.Mappings.Select(mapping => Path.GetFileName(mapping.FileName)).ToHashSet();

    internal static CpuProfile Load(string path)
    {
        Assert.True(File.Exists(path), $"{path} was not written.");
        return new(PprofReader.Read(path));
    }

    /// <summary>The sum of several files.</summary>
    internal static CpuProfile LoadAll(IEnumerable<string> paths) => new(ProfileMerger.Merge(paths.Select(path => PprofReader.Read(path))));

    /// <summary>The values that a text label has.</summary>
    internal IReadOnlySet<string> Texts(string label) => Labels(label).Select(found => found.Text).ToHashSet();

    /// <summary>The values that a numeric label has.</summary>
    internal IReadOnlySet<long> Numbers(string label) => Labels(label).Select(found => found.Number).ToHashSet();

    /// <summary>The part of the profile whose samples have this label.</summary>
    internal Part Where(string label, string text) => new(this, sample => sample.Labels.Find(label)?.Text == text);

    /// <summary>The part of the profile that is one process's.</summary>
    internal Part OfProcess(long pid) => new(this, sample => sample.Labels.Find("pid")?.Number == pid);

    /// <summary>The share of the CPU time that was spent in functions whose names begin like this, without their callees.</summary>
    internal double Self(string prefix) => new Part(this, _ => true).Self(prefix);

    /// <summary>The share of the CPU time that was spent in functions whose names begin like this and in their callees.</summary>
    internal double Total(string prefix) => new Part(this, _ => true).Total(prefix);

    /// <summary>The share of the CPU time that was spent in callees of functions whose names begin like this.</summary>
    internal double Callees(string prefix) => new Part(this, _ => true).Callees(prefix);

    /// <summary>The functions that call one of this name, by CPU time spent in that one itself, in nanoseconds.</summary>
    internal IReadOnlyDictionary<string, long> CallersOf(string name) => _profile.Samples
        .Where(sample => sample.Locations.Length > 1 && NamesAt(sample.Locations[0]).Contains(name))
        .GroupBy(sample => NamesAt(sample.Locations[1]).First())
        .ToDictionary(caller => caller.Key, caller => caller.Sum(sample => sample.Values[Nanoseconds]));

    /// <summary>The functions that took most, for messages.</summary>
    internal string Hottest(int count = 15)
    {
        HotMethodTable table = HotMethods.Compute(_profile, Nanoseconds);
        return string.Join('\n', table.Rows.Take(count).Select(row =>
            $"{100.0 * row.Flat / table.Total,6:F1} % {100.0 * row.Cumulative / table.Total,6:F1} %  {row.Name}"));
    }

    [GeneratedRegex("!0x[0-9A-F]{8}")]
    private static partial Regex Token();

    private IEnumerable<Label> Labels(string key) =>
        _profile.Samples.Select(sample => sample.Labels.Find(key)).OfType<Label>();

    private IEnumerable<string> NamesAt(int location) => _profile.Locations[location].Lines.Select(line => _profile.Functions[line.Function].Name);

    /// <summary>Some of a profile's samples.</summary>
    internal sealed class Part(CpuProfile whole, Func<Sample, bool> belongs)
    {
        internal long CpuNs => Sum(_ => true);

        /// <summary>The share of this part's CPU time in functions with such names, without their callees.</summary>
        internal double Self(string prefix) => Share(sample => !sample.Locations.IsEmpty && IsNamed(sample.Locations[0], prefix));

        /// <summary>The share of this part's CPU time in functions with such names and in their callees.</summary>
        internal double Total(string prefix) => Share(sample => sample.Locations.Any(location => IsNamed(location, prefix)));

        /// <summary>The share of this part's CPU time in callees of functions with such names.</summary>
        internal double Callees(string prefix) => Share(sample => sample.Locations.Skip(1).Any(location => IsNamed(location, prefix)));

        private bool IsNamed(int location, string prefix) =>
            whole.NamesAt(location).Any(name => name.StartsWith(prefix, StringComparison.Ordinal));

        private double Share(Func<Sample, bool> counts) => CpuNs == 0 ? 0 : (double)Sum(counts) / CpuNs;

        private long Sum(Func<Sample, bool> counts) =>
            whole._profile.Samples.Where(sample => belongs(sample) && counts(sample)).Sum(sample => sample.Values[Nanoseconds]);
    }
}
