using System.Net;
using System.Text.RegularExpressions;
using Clrscope.Profiles;

namespace Clrscope.CommandLine.Flame;

/// <summary>A flame graph as one HTML file that needs nothing else: no network, no other file.</summary>
public static partial class FlameGraphPage
{
    /// <summary>Writes the page that shows the profile's default value.</summary>
    /// <exception cref="ArgumentException">The profile has no sample types, hence nothing to draw.</exception>
    public static void Write(Profile profile, string title, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(output);
        if (profile.SampleTypes.IsEmpty)
        {
            throw new ArgumentException("The profile has no sample types.", nameof(profile));
        }

        string template = Asset("page.html");
        int written = 0;
        foreach (Match mark in Mark().Matches(template))
        {
            output.Write(template.AsSpan(written..mark.Index));
            output.Write(mark.Value switch
            {
                "{{title}}" => WebUtility.HtmlEncode(title),
                "{{style}}" => Asset("page.css"),
                "{{profile}}" => FlameData.Serialize(profile),
                "{{script}}" => Asset("page.js"),
                _ => throw new InvalidOperationException($"page.html has the unknown mark {mark.Value}."),
            });
            written = mark.Index + mark.Length;
        }

        output.Write(template.AsSpan(written..));
    }

    private static string Asset(string name)
    {
        using Stream stream = typeof(FlameGraphPage).Assembly.GetManifestResourceStream($"flame/{name}")
            ?? throw new InvalidOperationException($"flame/{name} is not embedded in this program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\{\{\w+\}\}")]
    private static partial Regex Mark();
}
