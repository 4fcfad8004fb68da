using System.Globalization;

namespace Clrscope.Profiles;

/// <summary>Folds the stacks of a profile into one tree, outermost frames first.</summary>
public static class FoldedStacks
{
    /// <param name="profile">Any profile.</param>
    /// <param name="valueIndex">Which of <see cref="Profile.SampleTypes"/>.</param>
    /// <param name="options"><see cref="FoldOptions.Default"/> if null.</param>
    /// <returns>The root, named <c>all</c>, with the total as its value.</returns>
    public static FlameNode Build(Profile profile, int valueIndex, FoldOptions? options = null)
    {
        options ??= FoldOptions.Default;
        var frames = new FrameTable(profile);
        var tree = new FoldedTree(options.MaxDepth);
        foreach (Sample sample in profile.Samples)
        {
            tree.Begin(sample.Values[valueIndex]);
            foreach (string key in options.GroupBy)
            {
                tree.Descend(frames.Intern(ValueOf(sample.Labels, key)));
            }
            for (int i = sample.Locations.Length - 1; i >= 0; i--)
            {
                ReadOnlySpan<int> inlined = frames.FramesOf(sample.Locations[i]);
                for (int j = inlined.Length - 1; j >= 0; j--)
                {
                    tree.Descend(inlined[j]);
                }
            }
        }
        return tree.Build(frames.Names, options.MinShare);
    }

    private static string ValueOf(LabelSet labels, string key) => labels.Find(key) switch
    {
        null => $"[no {key}]",
        { Text.Length: > 0 } label => label.Text,
        { } label => string.Create(CultureInfo.InvariantCulture, $"{key} {label.Number}{label.Unit}"),
    };
}
