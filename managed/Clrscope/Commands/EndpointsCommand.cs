using System.CommandLine;
using Clrscope.CommandLine.Recordings;
using Clrscope.CommandLine.Text;
using Clrscope.Queries;
using Clrscope.Queries.Endpoints;

namespace Clrscope.CommandLine.Commands;

/// <summary>`clrscope endpoints`: where the CPU time of requests goes.</summary>
internal static class EndpointsCommand
{
    private const int DefaultTop = 40;

    private const string Examples =
        """
          clrscope endpoints
          clrscope endpoints --last 1m --service shop
          clrscope endpoints --from 14:05 --to 14:10 --json | jq '.rows[] | select(.errors > 0)'
        """;

    private const string Epilogue =
        """
        Columns: CPU and SAMPLES are of the window, also those of requests that began before or go on after it. REQUESTS, P50, P99 and
        ERRORS are of the requests that ended in it; OPEN are those that had not. [in flight] has the CPU time of requests whose
        endpoint is not known yet, [no request] that of everything else.
        """;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<int> top = CommonOptions.Count("--top", DefaultTop, "How many endpoints");
        DocumentedCommand endpoints = new("endpoints", "Show the CPU time, number and duration of requests by endpoint")
        {
            Examples = Examples,
            Epilogue = Epilogue,
        };
        RecordingOptions options = new(endpoints, "5m");
        endpoints.Add(top);
        endpoints.SetAction(parsed => Execute(options.Read(parsed), parsed.GetValue(top)));
        return endpoints;
    }

    private static int Execute(RecordingScope scope, int top)
    {
        using OpenedRecording recording = OpenedRecording.Open(scope);
        EndpointsResult result = new EndpointsQuery { Window = scope.Window, Processes = scope.Processes }.Run(recording.Reader);
        if (scope.Json)
        {
            recording.WriteJson(result, QueryJson.Default.EndpointsResult);
        }
        else if (result.Rows.Count == 0)
        {
            recording.ReportNothing("no samples and no requests");
        }
        else
        {
            EndpointsReport.Write(result, TimeRange.Of(scope.Window, recording.Extent), top, scope.Output, TerminalWidth.OfOutput());
        }

        recording.ReportDamage();
        return ExitCode.Success;
    }
}
