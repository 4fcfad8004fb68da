using System.Text;
using System.Text.Json;
using Clrscope.Profiles;

namespace Clrscope.CommandLine.Flame;

/// <summary>The profile as the page's script reads it: JSON that is safe inside a script element whatever the names are.</summary>
internal sealed class FlameData
{
    private static readonly FoldOptions ByProcess = new() { GroupBy = ["process", "pid"] };

    private readonly Profile _profile;
    private readonly int _valueIndex;
    private readonly FrameTable _frames;

    /// <summary>Levels of the tree above the stacks: the root, and the processes if there are several.</summary>
    private readonly BoxKind[] _levels;

    private FlameData(Profile profile)
    {
        _profile = profile;
        _valueIndex = profile.DefaultValueIndex;
        _frames = new FrameTable(profile);
        _levels = HasSeveralProcesses(profile)
            ? [BoxKind.Root, .. ByProcess.GroupBy.Select(_ => BoxKind.Process)]
            : [BoxKind.Root];
    }

    public static string Serialize(Profile profile)
    {
        using var buffer = new MemoryStream();

        // The default encoder writes '<', '>' and '&' as escapes: "</script>" in a name cannot end the element.
        using (var json = new Utf8JsonWriter(buffer))
        {
            new FlameData(profile).Write(json);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private void Write(Utf8JsonWriter json)
    {
        FlameNode root = FoldedStacks.Build(_profile, _valueIndex, _levels.Length > 1 ? ByProcess : FoldOptions.Default);
        json.WriteStartObject();
        WriteFacts(json);
        WriteTree(json, root);
        WriteFrames(json);
        json.WriteEndObject();
    }

    private void WriteFacts(Utf8JsonWriter json)
    {
        json.WriteString("type", _profile.SampleTypes[_valueIndex].Type);
        json.WriteString("unit", _profile.SampleTypes[_valueIndex].Unit);
        json.WriteNumber("startMs", _profile.TimeNanos / 1_000_000);
        json.WriteNumber("durationNs", _profile.DurationNanos);
        json.WriteNumber("samples", SampleCount());
    }

    private void WriteTree(Utf8JsonWriter json, FlameNode root)
    {
        long scale = Math.Max(1, GreatestCommonDivisor(root, 0));
        json.WriteNumber("scale", scale);
        json.WriteStartArray("tree");
        WriteNode(json, root, depth: 0, scale);
        json.WriteEndArray();
    }

    /// <summary>Recursion is safe: the tree is no deeper than <see cref="FoldOptions.MaxDepth"/>.</summary>
    private void WriteNode(Utf8JsonWriter json, FlameNode node, int depth, long scale)
    {
        json.WriteNumberValue(_frames.IndexOf(node.Name, depth < _levels.Length ? _levels[depth] : null));
        json.WriteNumberValue(Self(node) / scale);
        json.WriteNumberValue(node.Children.Count);
        foreach (FlameNode child in node.Children)
        {
            WriteNode(json, child, depth + 1, scale);
        }
    }

    private void WriteFrames(Utf8JsonWriter json)
    {
        string[] modules = [.. _frames.Frames.Select(frame => frame.Module).Distinct()];
        Dictionary<string, int> moduleIndexes = modules.Index().ToDictionary(module => module.Item, module => module.Index);
        json.WriteStartArray("modules");
        foreach (string module in modules)
        {
            json.WriteStringValue(module);
        }

        json.WriteEndArray();
        json.WriteStartArray("frames");
        foreach (Frame frame in _frames.Frames)
        {
            json.WriteStringValue(frame.Name);
            json.WriteNumberValue((int)frame.Kind);
            json.WriteNumberValue(moduleIndexes[frame.Module]);
        }

        json.WriteEndArray();
    }

    /// <summary>How many samples were taken, where one of the profile's values says so; else how many different ones there are.</summary>
    private long SampleCount()
    {
        for (int i = 0; i < _profile.SampleTypes.Length; i++)
        {
            if (_profile.SampleTypes[i] is { Type: "samples", Unit: "count" })
            {
                return _profile.Total(i);
            }
        }

        return _profile.Samples.Length;
    }

    /// <summary>What of a node's value is not its children's; 0 for the negative values of a comparison, which have no width.</summary>
    private static long Self(FlameNode node)
    {
        // Wider than the values, whose sums a file may take out of their range.
        Int128 self = node.Value;
        foreach (FlameNode child in node.Children)
        {
            self -= child.Value;
        }

        return (long)Int128.Clamp(self, 0, long.MaxValue);
    }

    private static long GreatestCommonDivisor(FlameNode node, long divisor)
    {
        (long a, long b) = (divisor, Self(node));
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return node.Children.Aggregate(a, (known, child) => GreatestCommonDivisor(child, known));
    }

    private static bool HasSeveralProcesses(Profile profile) => profile.Samples
        .Select(sample => (sample.Labels.Find("process"), sample.Labels.Find("pid")))
        .Distinct()
        .Skip(1)
        .Any();
}
