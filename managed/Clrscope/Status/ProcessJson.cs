using System.Text;
using System.Text.Json;

namespace Clrscope.CommandLine.Status;

/// <summary>Profiled processes as JSON: an array with one object for each.</summary>
internal static class ProcessJson
{
    /// <summary>Writes the array and a line's end.</summary>
    public static void Write(IEnumerable<ProcessStatus> processes, TextWriter output)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (ProcessStatus process in processes.OrderBy(process => process.Pid))
            {
                Write(process, json);
            }

            json.WriteEndArray();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static void Write(ProcessStatus process, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("pid", process.Pid);
        json.WriteString("process", process.Name);
        json.WriteString("runtime", process.Runtime);
        json.WriteBoolean("running", process.IsRunning);
        json.WriteNumber("ageSeconds", process.Age.TotalSeconds);
        json.WriteNumber("threads", process.Threads);
        json.WriteNumber("samples", process.Samples);
        json.WriteNumber("samplesPerSecond", process.SamplesPerSecond);
        json.WriteNumber("hz", process.Hz);
        json.WriteNumber("meanHandlerMicroseconds", process.MeanHandlerMicroseconds);
        json.WriteNumber("lagBytes", process.LagBytes);
        WriteNumberOrNull(json, "secondsSinceHeartbeat", process.SinceHeartbeat?.TotalSeconds);
        WriteNumberOrNull(json, "agentPid", process.AgentPid);
        json.WriteStartObject("dropped");
        foreach (var drop in process.Drops)
        {
            json.WriteNumber(drop.Name, drop.Count);
        }

        json.WriteEndObject();
        json.WriteString("segment", process.Path);
        json.WriteEndObject();
    }

    private static void WriteNumberOrNull(Utf8JsonWriter json, string name, double? value)
    {
        if (value is double number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
