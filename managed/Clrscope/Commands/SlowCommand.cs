using System.CommandLine;
using Clrscope.CommandLine.Recordings;
using Clrscope.CommandLine.Text;
using Clrscope.Queries;
using Clrscope.Queries.Slow;

namespace Clrscope.CommandLine.Commands;

/// <summary>`clrscope slow`: the slowest requests.</summary>
internal static class SlowCommand
{
    private const int DefaultTop = 20;

    private const string Examples =
        """
          clrscope slow
          clrscope slow --endpoint /checkout --last 15m --top 50
          clrscope trace $(clrscope slow --json | jq -r '.rows[0].traceId')
        """;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<int> top = CommonOptions.Count("--top", DefaultTop, "How many requests");
        Option<string?> endpoint = CommonOptions.Endpoint();
        DocumentedCommand slow = new("slow", "Show the slowest requests, and what they used CPU time for") { Examples = Examples };
        RecordingOptions options = new(slow, "5m");
        slow.Add(endpoint);
        slow.Add(top);
        slow.SetAction(parsed => Execute(options.Read(parsed), parsed.GetValue(endpoint), parsed.GetValue(top)));
        return slow;
    }

    private static int Execute(RecordingScope scope, string? endpoint, int top)
    {
        using OpenedRecording recording = OpenedRecording.Open(scope);
        SlowQuery query = new() { Window = scope.Window, Processes = scope.Processes, Endpoint = endpoint, Top = top };
        SlowResult result = query.Run(recording.Reader);
        if (scope.Json)
        {
            recording.WriteJson(result, QueryJson.Default.SlowResult);
        }
        else if (result.Requests == 0 && result.InFlight == 0)
        {
            recording.ReportNothing(endpoint is null ? "no requests" : $"no requests of '{TerminalText.Clean(endpoint)}'");
        }
        else
        {
            SlowReport.Write(result, TimeRange.Of(scope.Window, recording.Extent), recording.Extent, scope.Output, TerminalWidth.OfOutput());
        }

        recording.ReportDamage();
        return ExitCode.Success;
    }
}
