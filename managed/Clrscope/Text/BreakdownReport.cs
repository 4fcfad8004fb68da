using System.Globalization;
using Clrscope.Profiles;

namespace Clrscope.CommandLine.Text;

/// <summary>The table of the processes or threads that a profile's values were measured in.</summary>
internal static class BreakdownReport
{
    private const string Unlabelled = "-";

    /// <summary>Writes the first <paramref name="count"/> processes or threads.</summary>
    public static void Write(Profile profile, int valueIndex, int count, Breakdown by, TextWriter output, int? width)
    {
        string[] keys = by == Breakdown.Process
            ? ["pid", "process"]
            : ["pid", "process", "thread id", "thread name"];
        TextTable text = new(
        [
            new(profile.SampleTypes[valueIndex].Type.ToUpperInvariant(), ColumnLayout.Right),
            new("SHARE", ColumnLayout.Right),
            .. keys.Select(key => new Column(
                key.ToUpperInvariant(),
                key == keys[^1] ? ColumnLayout.Flexible : key is "pid" or "thread id" ? ColumnLayout.Right : ColumnLayout.Left)),
        ]);
        double total = profile.Total(valueIndex);
        string unit = profile.SampleTypes[valueIndex].Unit;
        foreach ((LabelSet labels, long value) in Sum(profile, valueIndex, keys).OrderByDescending(pair => pair.Value).Take(count))
        {
            text.Add(
            [
                Figures.Value(value, unit),
                Figures.Percent(value, total),
                .. keys.Select(key => labels.Find(key) is Label label ? TextOf(label) : Unlabelled),
            ]);
        }

        text.Write(output, width);
    }

    private static Dictionary<LabelSet, long> Sum(Profile profile, int valueIndex, string[] keys)
    {
        Dictionary<LabelSet, long> sums = [];
        foreach (Sample sample in profile.Samples)
        {
            LabelSet group = LabelSet.Create([.. keys.Select(sample.Labels.Find).OfType<Label>()]);
            sums[group] = sums.GetValueOrDefault(group) + sample.Values[valueIndex];
        }

        return sums;
    }

    private static string TextOf(Label label) =>
        label.Text.Length > 0 ? label.Text : label.Number.ToString(CultureInfo.InvariantCulture);
}
