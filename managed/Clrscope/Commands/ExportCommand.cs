using System.CommandLine;
using Clrscope.CommandLine.Recordings;
using Clrscope.CommandLine.Text;
using Clrscope.Profiles;
using Clrscope.Queries.Export;
using Clrscope.Recording;
using TraceId = Clrscope.Segment.TraceId;

namespace Clrscope.CommandLine.Commands;

/// <summary>`clrscope export`: a slice of the recording as a profile.</summary>
internal static class ExportCommand
{
    private const string Examples =
        """
          clrscope export -o all.pb.gz                                          all that was recorded
          clrscope export --last 2m --endpoint /checkout -o checkout.pb.gz
          clrscope export --from 14:05 --to 14:06 --thread "TP Worker" -o minute.pb.gz
          go tool pprof -http=: -tagfocus=span_id=00f067aa0ba902b7 checkout.pb.gz
        """;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string> output = new("-o", "--output") { Description = "The profile's file", HelpName = "FILE", Required = true };
        Option<string?> endpoint = CommonOptions.Endpoint();
        Option<string?> trace = new("--trace") { Description = "Only this trace: its id, 32 hex digits", HelpName = "ID" };
        Option<string?> thread = new("--thread") { Description = "Only threads of this id, or whose name contains this text", HelpName = "TEXT" };
        trace.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && TraceIdOf(result.Tokens[0].Value) is null)
            {
                result.AddError($"--trace is '{result.Tokens[0].Value}'; allowed: 32 hex digits");
            }
        });
        DocumentedCommand export = new("export", "Write a part of the recording as a profile in the pprof format") { Examples = Examples };
        export.Add(output);
        RecordingOptions options = new(export, null);
        export.Add(endpoint);
        export.Add(trace);
        export.Add(thread);
        export.SetAction(parsed =>
        {
            RecordingScope scope = options.Read(parsed);
            ExportQuery query = new()
            {
                Window = scope.Window,
                Processes = scope.Processes,
                Endpoint = parsed.GetValue(endpoint),
                Trace = parsed.GetValue(trace) is string id ? TraceIdOf(id) : null,
                Thread = parsed.GetValue(thread),
            };
            return Execute(scope, query, parsed.GetRequiredValue(output));
        });
        return export;
    }

    private static int Execute(RecordingScope scope, ExportQuery query, string output)
    {
        using OpenedRecording recording = OpenedRecording.Open(scope);
        ExportResult result = query.Run(recording.Reader);
        recording.ReportDamage();
        if (result.Profile.Samples.IsEmpty)
        {
            recording.ReportNothing("no such samples");
            return ExitCode.Failure;
        }

        ExportedFiles.WriteProfile(result.Profile, output);
        if (result.Detail != ExportDetail.Span)
        {
            scope.Error.WriteLine(
                $"clrscope: more than {Figures.Count(ExportQuery.DefaultMaxSamples)} different samples: they are without the labels of spans"
                + $"{(result.Detail == ExportDetail.Process ? " and threads" : "")}; ask for less time, or --endpoint, to have them.");
        }

        if (scope.Json)
        {
            ExportJson.Write(result, output, scope.Output);
        }
        else
        {
            Profile profile = result.Profile;
            scope.Output.WriteLine(
                $"{output}: CPU {Figures.Seconds(profile.Total(1))} in {Figures.Count(profile.Total(0))} samples, "
                + TimeRange.Of(ExportJson.WindowOf(profile)));
        }

        return ExitCode.Success;
    }

    private static TraceId? TraceIdOf(string text) => TraceId.TryParse(text.ToLowerInvariant(), out TraceId id) ? id : null;
}
