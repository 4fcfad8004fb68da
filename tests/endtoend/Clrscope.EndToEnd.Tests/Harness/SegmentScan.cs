using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>What tests/tools/scan_segment.py finds in a segment's file: a second opinion that shares no code with clrscope.</summary>
/// <param name="Head">Where the ring ends.</param>
/// <param name="Samples">Committed samples in the ring.</param>
/// <param name="WeightNs">The CPU time that they stand for.</param>
internal sealed record SegmentScan(
    [property: JsonPropertyName("head")] long Head,
    [property: JsonPropertyName("samples")] long Samples,
    [property: JsonPropertyName("weight_ns")] long WeightNs,
    [property: JsonPropertyName("counters")] IReadOnlyDictionary<string, long> Counters)
{
    /// <summary>Samples that were committed since the process started, whether they are in the ring still or not.</summary>
    internal long SamplesCommitted => Counters["samples_committed"];

    /// <summary>The CPU time that all of them stand for.</summary>
    internal long SampleWeightNs => Counters["sample_weight_ns"];

    internal static SegmentScan Of(string path)
    {
        using Process scanner = Process.Start(new ProcessStartInfo("python3", [Installation.SegmentScanner, "--json", path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> error = scanner.StandardError.ReadToEndAsync();
        string output = scanner.StandardOutput.ReadToEnd();
        scanner.WaitForExit();
        Assert.True(scanner.ExitCode == 0, error.Result);
        return JsonSerializer.Deserialize<SegmentScan>(output)!;
    }
}
