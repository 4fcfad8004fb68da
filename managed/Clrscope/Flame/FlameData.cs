using System.Text;
using System.Text.Json;
using Clrscope.Profiles;

namespace Clrscope.CommandLine.Flame;

/// <summary>The profile as the page's script reads it: JSON that is safe inside a script element whatever the names are.</summary>
internal static class FlameData
{
    public static string Serialize(Profile profile)
    {
        int valueIndex = profile.DefaultValueIndex;
        FlameTree tree = FlameTree.Build(profile, valueIndex);
        using var buffer = new MemoryStream();

        // The default encoder writes '<', '>' and '&' as escapes: "</script>" in a name cannot end the element.
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteFacts(json, profile, valueIndex);
            WriteFrames(json, tree.Frames);
            WriteTree(json, tree);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void WriteFacts(Utf8JsonWriter json, Profile profile, int valueIndex)
    {
        json.WriteString("type", profile.SampleTypes[valueIndex].Type);
        json.WriteString("unit", profile.SampleTypes[valueIndex].Unit);
        json.WriteNumber("startMs", profile.TimeNanos / 1_000_000);
        json.WriteNumber("durationNs", profile.DurationNanos);
        json.WriteNumber("samples", SampleCount(profile));
    }

    private static void WriteFrames(Utf8JsonWriter json, IReadOnlyList<Frame> frames)
    {
        string[] modules = [.. frames.Select(frame => frame.Module).Distinct()];
        Dictionary<string, int> moduleIndexes = modules.Select((module, i) => (module, i)).ToDictionary(pair => pair.module, pair => pair.i);
        json.WriteStartArray("modules");
        foreach (string module in modules)
        {
            json.WriteStringValue(module);
        }

        json.WriteEndArray();
        json.WriteStartArray("frames");
        foreach (Frame frame in frames)
        {
            json.WriteStringValue(frame.Name);
            json.WriteNumberValue((int)frame.Kind);
            json.WriteNumberValue(moduleIndexes[frame.Module]);
        }

        json.WriteEndArray();
    }

    private static void WriteTree(Utf8JsonWriter json, FlameTree tree)
    {
        long scale = tree.Scale();
        json.WriteNumber("scale", scale);
        json.WriteStartArray("tree");
        tree.Visit((frame, self, children) =>
        {
            json.WriteNumberValue(frame);
            json.WriteNumberValue(self / scale);
            json.WriteNumberValue(children);
        });
        json.WriteEndArray();
    }

    /// <summary>How many samples were taken, where one of the profile's values says so; else how many different ones there are.</summary>
    private static long SampleCount(Profile profile)
    {
        for (int i = 0; i < profile.SampleTypes.Length; i++)
        {
            if (profile.SampleTypes[i] is { Type: "samples", Unit: "count" })
            {
                return profile.Total(i);
            }
        }

        return profile.Samples.Length;
    }
}
