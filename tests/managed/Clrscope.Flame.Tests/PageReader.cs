using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Clrscope.CommandLine.Flame;
using Clrscope.Profiles;

namespace Clrscope.Flame.Tests;

/// <summary>A written page, taken apart as a browser would.</summary>
internal sealed partial class PageReader
{
    private readonly JsonElement _data;

    public PageReader(Profile profile, string title = "test")
    {
        using var output = new StringWriter();
        FlameGraphPage.Write(profile, title, output);
        Html = output.ToString();
        Title = WebUtility.HtmlDecode(TitleElement().Match(Html).Groups[1].Value);

        // A browser ends the element at the first end tag, whatever stands around it.
        _data = JsonDocument.Parse(ProfileElement().Match(Html).Groups[1].Value).RootElement;
    }

    public string Html { get; }

    public string Title { get; }

    public JsonElement this[string property] => _data.GetProperty(property);

    public IEnumerable<(string Name, BoxKind Kind, string Module)> Frames => _data.GetProperty("frames")
        .EnumerateArray()
        .Chunk(3)
        .Select(frame => (
            frame[0].GetString()!,
            (BoxKind)frame[1].GetInt32(),
            _data.GetProperty("modules")[frame[2].GetInt32()].GetString()!));

    /// <summary>One line for each node: its depth as dots, its name, its own value.</summary>
    public string[] Tree()
    {
        string[] names = [.. Frames.Select(frame => frame.Name)];
        long scale = _data.GetProperty("scale").GetInt64();
        long[] numbers = [.. _data.GetProperty("tree").EnumerateArray().Select(number => number.GetInt64())];
        var lines = new List<string>();
        int next = 0;
        Read(depth: 0);
        Assert.Equal(numbers.Length, next);
        return [.. lines];

        void Read(int depth)
        {
            lines.Add($"{new string('.', depth)}{names[numbers[next]]} {numbers[next + 1] * scale}");
            long children = numbers[next + 2];
            next += 3;
            for (long i = 0; i < children; i++)
            {
                Read(depth + 1);
            }
        }
    }

    [GeneratedRegex("<title>(.*?)</title>", RegexOptions.Singleline)]
    private static partial Regex TitleElement();

    [GeneratedRegex("<script id=\"profile\"[^>]*>(.*?)</script", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex ProfileElement();
}
