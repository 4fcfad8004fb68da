using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>What tests/tools/read_context.py finds in a process, as a profiler outside it would.</summary>
/// <param name="Resource">The process context's resource; null if there is no process context.</param>
/// <param name="Attributes">The process context's other attributes.</param>
/// <param name="Threads">Threads that are in a span.</param>
/// <param name="ThreadsLookedAt">How many threads the process had.</param>
internal sealed record PublishedContext(
    [property: JsonPropertyName("resource")] IReadOnlyDictionary<string, JsonElement>? Resource,
    [property: JsonPropertyName("attributes")] IReadOnlyDictionary<string, JsonElement>? Attributes,
    [property: JsonPropertyName("threads")] IReadOnlyList<PublishedSpan> Threads,
    [property: JsonPropertyName("threads_looked_at")] int ThreadsLookedAt)
{
    internal static PublishedContext Of(RunningProgram program)
    {
        using Process reader = Process.Start(
            new ProcessStartInfo("python3", [Installation.ContextReader, $"{program.Pid}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        Task<string> error = reader.StandardError.ReadToEndAsync();
        string output = reader.StandardOutput.ReadToEnd();
        reader.WaitForExit();
        Assert.True(reader.ExitCode == 0, error.Result);
        return JsonSerializer.Deserialize<PublishedContext>(output)!;
    }
}

/// <summary>The span that a thread is in.</summary>
internal sealed record PublishedSpan(
    [property: JsonPropertyName("tid")] int Tid,
    [property: JsonPropertyName("trace_id")] string TraceId,
    [property: JsonPropertyName("span_id")] string SpanId,
    [property: JsonPropertyName("attributes")] IReadOnlyDictionary<string, string> Attributes);
