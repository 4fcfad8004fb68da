using System.Text.Json;

namespace Clrscope.EndToEnd.Tests.Harness;

/// <summary>One process as `clrscope ps --json` shows it.</summary>
internal sealed record ProcessRow(
    int Pid,
    string Process,
    string Runtime,
    bool Running,
    double AgeSeconds,
    int Threads,
    long Samples,
    int Hz,
    double MeanHandlerMicroseconds,
    long LagBytes,
    int? AgentPid,
    Dictionary<string, long> Dropped,
    string Segment)
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web);

    /// <summary>All processes whose segments are in the workspace's directory.</summary>
    internal static IReadOnlyList<ProcessRow> Of(Workspace workspace)
    {
        ProgramResult ps = workspace.Run(ProgramStart.Clrscope("ps", "--json", "--dir", workspace.Segments)).Successful();
        return JsonSerializer.Deserialize<List<ProcessRow>>(ps.Output, s_options)!;
    }
}
