using System.Text;
using System.Text.Json;
using Clrscope.Profiles;
using Clrscope.Queries;
using Clrscope.Queries.Export;

namespace Clrscope.CommandLine.Recordings;

/// <summary>What was exported, for programs.</summary>
internal static class ExportJson
{
    /// <summary>What time a profile is of.</summary>
    public static RecordingExtent WindowOf(Profile profile) =>
        new(profile.TimeNanos, profile.TimeNanos + profile.DurationNanos, profile.Total(0));

    /// <summary>Writes an object and a line's end.</summary>
    public static void Write(ExportResult result, string file, TextWriter output)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Indented = true }))
        {
            RecordingExtent window = WindowOf(result.Profile);
            json.WriteStartObject();
            json.WriteString("file", file);
            json.WriteNumber("fromUnixNs", window.FirstUnixNs);
            json.WriteNumber("toUnixNs", window.LastUnixNs);
            json.WriteNumber("samples", window.Samples);
            json.WriteNumber("cpuNs", result.Profile.Total(1));
            json.WriteString("detail", result.Detail.ToString());
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
